/** Well-formed requests about API keys and guests that must be refused, with the refusal that each has coming. */
import type { JsonObject } from '@bufbuild/protobuf';
import type { BadRequest } from './bad-requests.ts';

const INVALID = 'INVALID_ARGUMENT INVALID_REQUEST';
const DENIED = 'PERMISSION_DENIED ACCESS_DENIED';
const row = (what: string, rpc: string, as: BadRequest['as'], request: BadRequest['request'], refusal: string): BadRequest => ({ what, rpc, as, request, refusal });

const CREATE = 'ApiKeyService/CreateApiKey';
const REVOKE = 'ApiKeyService/RevokeApiKey';
const GUEST = 'GuestService/ContinueAsGuest';
const apiKey = (change: JsonObject = {}): JsonObject => ({ name: 'Till', scopes: ['bookings:read'], ...change });
const guest = (change: JsonObject = {}): JsonObject => ({ email: 'eva@example.com', displayName: 'Eva', ...change });

export const entryRequests: readonly BadRequest[] = [
  row('an API key for nothing', CREATE, 'admin', () => apiKey({ scopes: [] }), `${INVALID} scopes`),
  row('an API key twice for the same', CREATE, 'admin', () => apiKey({ scopes: ['bookings:read', 'bookings:read'] }), `${INVALID} scopes`),
  row('an API key for what there is not', CREATE, 'admin', () => apiKey({ scopes: ['bookings:read', '*'] }), 'INVALID_ARGUMENT UNKNOWN_SCOPE scopes[1]'),
  row('an API key without a name', CREATE, 'admin', () => apiKey({ name: '' }), `${INVALID} name`),
  row('an API key with a NUL', CREATE, 'admin', () => apiKey({ name: 'Till\u0000' }), `${INVALID} name`),
  row('an API key that has expired', CREATE, 'admin', () => apiKey({ expireTime: '2020-01-01T00:00:00Z' }), 'INVALID_ARGUMENT INVALID_FIELD expire_time'),
  row('an API key by a customer', CREATE, 'ana', () => apiKey(), DENIED),
  row('an API key by nobody', CREATE, 'nobody', () => apiKey(), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
  row('API keys as a customer sees them', 'ApiKeyService/ListApiKeys', 'ana', () => ({}), DENIED),
  row('a forged page token', 'ApiKeyService/ListApiKeys', 'admin', () => ({ pageToken: 'AAAA' }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
  row('too large a page', 'ApiKeyService/ListApiKeys', 'admin', () => ({ pageSize: 201 }), `${INVALID} page_size`),
  row('an unknown API key', REVOKE, 'admin', ({ unknown }) => ({ id: unknown('key') }), 'NOT_FOUND NOT_FOUND'),
  row('an API key that is none', REVOKE, 'admin', ({ unknown }) => ({ id: unknown('psk') }), `${INVALID} id`),
  row('a guest without an address', GUEST, 'nobody', () => guest({ email: 'eva' }), `${INVALID} email`),
  row('a guest without a name', GUEST, 'nobody', () => guest({ displayName: '' }), `${INVALID} display_name`),
  row('a guest whose phone is none', GUEST, 'nobody', () => guest({ phoneNumber: 'call me' }), `${INVALID} phone_number`),
  row('bookings of guests before the address is proved', 'GuestService/ClaimGuestBookings', 'ana', () => ({}), 'FAILED_PRECONDITION EMAIL_NOT_VERIFIED'),
  row('bookings of guests, for nobody', 'GuestService/ClaimGuestBookings', 'nobody', () => ({}), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
];
