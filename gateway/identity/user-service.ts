/** What the gateway itself asks the user service before a call has a caller. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { ApiKeyVerificationService } from '#proto/berth/user/v1/api_key_service_pb.ts';
import { AuthService, TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { Failure } from '#runtime/errors.ts';
import { fromTypeId, PLATFORM_TENANT, toTypeId } from '#runtime/ids.ts';
import { ANONYMOUS } from '#runtime/rpc/access.ts';
import { upstreamFailure } from '../rpc/connect-errors.ts';
import type { Upstreams } from '../rpc/upstreams.ts';
import type { LookUpApiKey } from './api-keys.ts';
import { createJwks, type Jwks, type JwksTimes } from './jwks.ts';
import type { LookUpTenant } from './tenants.ts';

const PLATFORM: Caller = { tenantId: PLATFORM_TENANT, subject: ANONYMOUS, roles: [] };
const GATEWAY: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:gateway', roles: ['service'] };

/** What waits for keys does not wait longer. */
const KEYS_DEADLINE_MS = 2_000;

/** The keys of access tokens. */
export const jwksOf = (upstreams: Upstreams, times?: JwksTimes): Jwks =>
  createJwks(async () => {
    const options = { caller: PLATFORM, deadlineMs: KEYS_DEADLINE_MS };
    return (await upstreams.connectionTo(AuthService).unary(AuthService.method.getJwks, {}, options)).jwksJson;
  }, times);

/** Businesses by id, slug or a domain of their own. */
export const tenantsOf = (upstreams: Upstreams): LookUpTenant => async (tenant) => {
  try {
    const reply = await upstreams.connectionTo(TenantService).unary(TenantService.method.getTenant, { tenant }, { caller: PLATFORM });
    return reply.tenant && fromTypeId('tnt', reply.tenant.id, 'tenant.id');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'NOT_FOUND') return undefined;
    throw upstreamFailure('user', error);
  }
};

/** What API keys stand for. */
export const apiKeysOf = (upstreams: Upstreams): LookUpApiKey => async ({ id, digest }) => {
  const { verifyApiKey } = ApiKeyVerificationService.method;
  const request = { id: toTypeId('key', id), digest };
  const { tenantId, scopes, expireTime } = await upstreams.connectionTo(ApiKeyVerificationService).unary(verifyApiKey, request, { caller: GATEWAY });
  return { tenantId: fromTypeId('tnt', tenantId, 'tenant_id'), scopes, expires: expireTime && timestampDate(expireTime) };
};
