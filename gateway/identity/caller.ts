/** Who calls and for which business: the token decides, and a named tenant must be the token's. */
import type { DescMethod } from '@bufbuild/protobuf';
import { AuthService, TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { Failure, invalidField } from '#runtime/errors.ts';
import { PLATFORM_TENANT } from '#runtime/ids.ts';
import { ANONYMOUS } from '#runtime/rpc/access.ts';
import { isApiKey } from '#runtime/rpc/api-key.ts';
import type { VerifyAccessToken } from './access-token.ts';
import type { ApiKeys } from './api-keys.ts';
import type { ResolveDomain, ResolveTenant } from './tenants.ts';

/** The caller of an RPC by its headers and address. `onProved` hears who it is as soon as that is proved, also when they are refused then. */
export type CallerOf = (method: DescMethod, headers: Headers, url: string, onProved?: (caller: Caller) => void) => Promise<Caller>;

export interface CallerOptions {
  readonly verify: VerifyAccessToken;
  readonly apiKeys: Pick<ApiKeys, 'verify'>;
  readonly resolveTenant: ResolveTenant;
  readonly resolveDomain: ResolveDomain;
  /** Domains whose subdomains are tenants: `harbour.localhost` for `localhost`. */
  readonly tenantDomains: readonly string[];
}

/** RPCs about the platform itself, which come before any business is chosen. */
const PLATFORM_METHODS: ReadonlySet<DescMethod> = new Set([
  TenantService.method.listTenants,
  TenantService.method.getTenant,
  AuthService.method.getJwks,
]);

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

export function identification({ verify, apiKeys, resolveTenant, resolveDomain, tenantDomains }: CallerOptions): CallerOf {
  /** The business that header or address name, and how. */
  const namedTenant = async (headers: Headers, url: string): Promise<{ readonly name: string; readonly tenantId: string } | undefined> => {
    const name = tenantNameOf(headers, url, tenantDomains);
    const host = hostOf(url);
    const owner = await resolveDomain(host);
    if (name === undefined) return owner === undefined ? undefined : { name: host, tenantId: owner };
    const tenantId = await resolveTenant(name);
    if (owner !== undefined && owner !== tenantId) throw ambiguous(name, host);
    return { name, tenantId };
  };
  const callerWith = (token: string): Promise<Caller> => (isApiKey(token) ? apiKeys.verify(token) : verify(token));
  return async (method, headers, url, onProved) => {
    const token = bearerOf(headers);
    const caller = token === undefined ? undefined : await callerWith(token);
    if (caller) onProved?.(caller);
    const named = PLATFORM_METHODS.has(method) ? undefined : await namedTenant(headers, url);
    if (named === undefined) return caller ?? anonymousOf(method);
    if (caller && caller.tenantId !== named.tenantId) throw foreignTenant(named.name);
    return caller ?? { tenantId: named.tenantId, subject: ANONYMOUS, roles: [] };
  };
}

/** Whether a call comes with an API key, good or not. */
export const carriesApiKey = (headers: Headers): boolean => isApiKey(BEARER.exec(headers.get('authorization') ?? '')?.[1] ?? '');

function bearerOf(headers: Headers): string | undefined {
  const header = headers.get('authorization');
  if (header === null) return undefined;
  const token = BEARER.exec(header)?.[1];
  if (token !== undefined) return token;
  throw new Failure({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID', message: 'The Authorization header must be "Bearer <access token or API key>".' });
}

/** The tenant that header or host name; `undefined` when neither does. */
export function tenantNameOf(headers: Headers, url: string, domains: readonly string[]): string | undefined {
  const inHeader = headers.get('berth-tenant')?.trim() || undefined;
  const host = hostOf(url);
  const domain = domains.find((candidate) => host.endsWith(`.${candidate}`));
  const inHost = domain && host.slice(0, -domain.length - 1);
  if (inHeader !== undefined && inHost !== undefined && inHeader !== inHost && !inHeader.startsWith('tnt_')) throw ambiguous(inHeader, inHost);
  return inHeader ?? inHost;
}

/** The host as the URL Standard writes it: lower case, Punycode, no port; a final dot means the same name. */
const hostOf = (url: string): string => new URL(url).hostname.replace(/\.$/, '');

const ambiguous = (inHeader: string, inHost: string): Failure =>
  invalidField('Berth-Tenant', `names ${inHeader}, but the address names ${inHost}: keep one`, 'TENANT_AMBIGUOUS');

function anonymousOf(method: DescMethod): Caller {
  if (PLATFORM_METHODS.has(method)) return { tenantId: PLATFORM_TENANT, subject: ANONYMOUS, roles: [] };
  throw new Failure({
    code: 'INVALID_ARGUMENT',
    reason: 'TENANT_REQUIRED',
    message: 'Say which business this is for: send the Berth-Tenant header (slug or tnt_… id), or call <slug>.localhost.',
    violations: [{ field: 'Berth-Tenant', description: 'is required without an access token' }],
  });
}

const foreignTenant = (named: string): Failure =>
  new Failure({
    code: 'PERMISSION_DENIED',
    reason: 'TENANT_MISMATCH',
    message: `Your access token or API key is not for ${named}, but for another business. Sign in there, or leave the Berth-Tenant header out.`,
  });
