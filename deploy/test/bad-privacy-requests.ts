/** Well-formed requests about what is kept of people that must be refused, with the refusal that each has coming. */
import type { BadRequest } from './bad-requests.ts';

const INVALID = 'INVALID_ARGUMENT INVALID_REQUEST';
const row = (what: string, method: string, as: BadRequest['as'], request: BadRequest['request'], refusal: string): BadRequest => ({ what, rpc: `PrivacyService/${method}`, as, request, refusal });

export const privacyRequests: readonly BadRequest[] = [
  row('consent to nothing', 'SetConsent', 'ana', () => ({ granted: true }), `${INVALID} purpose text_version source`),
  row('consent with a NUL', 'SetConsent', 'ana', () => ({ purpose: 'CONSENT_PURPOSE_MARKETING', textVersion: '1\u0000', source: 'account' }), `${INVALID} text_version`),
  row('consent of nobody', 'SetConsent', 'nobody', () => ({ purpose: 'CONSENT_PURPOSE_MARKETING', textVersion: '1', source: 'account' }), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
  row('a forged page token', 'ListConsents', 'ana', () => ({ pageToken: 'AAAA' }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
  row('an export of nobody', 'RequestDataExport', 'nobody', () => ({}), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
  row('an export with a wrong password', 'RequestDataExport', 'ana', () => ({ password: 'wrong horse' }), 'FAILED_PRECONDITION WRONG_PASSWORD'),
  row('an export that was never asked for', 'GetDataExport', 'ana', () => ({}), 'NOT_FOUND NOT_FOUND'),
  row('an archive that is none', 'DownloadDataExport', 'ana', () => ({}), 'FAILED_PRECONDITION EXPORT_NOT_READY'),
  row('an archive with a wrong password', 'DownloadDataExport', 'ben', () => ({ password: 'wrong horse' }), 'FAILED_PRECONDITION WRONG_PASSWORD'),
  row('an archive before its beginning', 'DownloadDataExport', 'ana', () => ({ offset: '-1' }), `${INVALID} offset`),
  row('an erasure with a wrong password', 'RequestErasure', 'ben', () => ({ password: 'wrong horse' }), 'FAILED_PRECONDITION WRONG_PASSWORD'),
  row('the erasure of the only administrator', 'RequestErasure', 'admin', () => ({}), 'FAILED_PRECONDITION LAST_ADMINISTRATOR'),
  row('an erasure that was never asked for', 'GetErasure', 'ana', () => ({}), 'NOT_FOUND NOT_FOUND'),
  row('to cancel an erasure that was never asked for', 'CancelErasure', 'ana', () => ({}), 'NOT_FOUND NOT_FOUND'),
  row('the erasure of another by a customer', 'RequestCustomerErasure', 'ana', ({ unknown }) => ({ userId: unknown('usr') }), 'PERMISSION_DENIED ACCESS_DENIED'),
  row('the erasure of nobody', 'RequestCustomerErasure', 'admin', ({ unknown }) => ({ userId: unknown('usr') }), 'NOT_FOUND NOT_FOUND'),
  row("the erasure of another business's customer", 'RequestCustomerErasure', 'strangersAdmin', ({ held }) => ({ userId: held.customer?.id ?? '' }), 'NOT_FOUND NOT_FOUND'),
  row('to cancel the erasure of another by a customer', 'CancelCustomerErasure', 'ana', ({ unknown }) => ({ userId: unknown('usr') }), 'PERMISSION_DENIED ACCESS_DENIED'),
  row('to cancel an erasure that nobody asked for', 'CancelCustomerErasure', 'admin', ({ unknown }) => ({ userId: unknown('usr') }), 'NOT_FOUND NOT_FOUND'),
  row('an unknown erasure', 'GetCustomerErasure', 'admin', ({ unknown }) => ({ userId: unknown('usr') }), 'NOT_FOUND NOT_FOUND'),
];
