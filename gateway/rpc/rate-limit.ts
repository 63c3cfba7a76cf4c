/** Counts calls where they arrive: the address first, person and business once they are known. */
import type { HandlerContext } from '@connectrpc/connect';
import type { Caller } from '#runtime/actor/types.ts';
import { ANONYMOUS } from '#runtime/rpc/access.ts';
import { Failure } from '#runtime/errors.ts';
import { carriesApiKey } from '../identity/caller.ts';
import type { Verdict } from '../quota/leases.ts';
import type { Counted, Limiter } from '../quota/limiter.ts';
import { EDGE_CALL } from './edge-call.ts';

/** Throws when an address calls too often. */
export const limitAddress = (limiter: Limiter, call: HandlerContext): Promise<void> => count(limiter, call, { address: call.values.get(EDGE_CALL).clientAddress });

/** Throws when a person or business calls too often. */
export const limitCaller = (limiter: Limiter, call: HandlerContext, { tenantId, subject }: Caller): Promise<void> =>
  count(limiter, call, { ...(subject !== ANONYMOUS && { principal: `${tenantId} ${subject}` }), tenant: tenantId });

/** Identifies a caller; while too many API keys from an address are wrong, none is looked at. */
export async function limitWrongKeys(limiter: Limiter, { requestHeader, values }: HandlerContext, identify: () => Promise<Caller>): Promise<Caller> {
  if (!carriesApiKey(requestHeader)) return identify();
  const { clientAddress } = values.get(EDGE_CALL);
  const refusal = limiter.keysRefused(clientAddress);
  if (refusal) throw refusal;
  return identify().catch(async (error: unknown) => {
    // Who has a key that was revoked, or has expired, guesses nothing: what else runs at their address goes on.
    if (error instanceof Failure && error.reason === 'API_KEY_INVALID') await limiter.wrongKey(clientAddress);
    throw error;
  });
}

async function count(limiter: Limiter, { method, responseHeader }: HandlerContext, counted: Counted): Promise<void> {
  const { verdict, refusal } = await limiter.count(method, counted);
  if (verdict) tell(responseHeader, verdict);
  if (refusal) throw refusal;
}

/** Names of the headers that say how much is left, for pages of other origins. */
export const RATE_LIMIT_HEADERS: readonly string[] = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

/** Several limits hold at once; the headers tell of the one that will be reached first. */
function tell(headers: Headers, { limit, remaining, resetMs }: Verdict): void {
  const told = headers.get('ratelimit-limit');
  if (told !== null && Number(headers.get('ratelimit-remaining')) / Number(told) < remaining / limit) return;
  headers.set('ratelimit-limit', String(limit));
  headers.set('ratelimit-remaining', String(remaining));
  headers.set('ratelimit-reset', String(Math.ceil(resetMs / 1_000)));
}
