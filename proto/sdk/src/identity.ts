/** Says on every call who calls, for which business and in which trace; renews a refused token once. */
import type { Interceptor } from '@connectrpc/connect';
import { berthError } from './errors.ts';
import { newTrace } from './trace.ts';

/** Where tokens come from. */
export interface TokenSource {
  accessToken(): Promise<string | undefined>;
  replace(rejected: string): Promise<string | undefined>;
}

/** Sets `Berth-Tenant`, `Authorization` and `traceparent`, each unless the call has it already. */
export function identity(tenant: string | undefined, tokens: TokenSource): Interceptor {
  return (next) => async (request) => {
    if (tenant !== undefined && !request.header.has('berth-tenant')) request.header.set('berth-tenant', tenant);
    if (!request.header.has('traceparent')) request.header.set('traceparent', newTrace().next());
    if (request.header.has('authorization')) return next(request);
    const token = await tokens.accessToken();
    if (token === undefined) return next(request);
    request.header.set('authorization', `Bearer ${token}`);
    try {
      return await next(request);
    } catch (thrown) {
      if (request.stream || berthError(thrown).code !== 'UNAUTHENTICATED') throw thrown;
      const fresh = await tokens.replace(token);
      if (fresh === undefined || fresh === token) throw thrown;
      request.header.set('authorization', `Bearer ${fresh}`);
      return next(request);
    }
  };
}
