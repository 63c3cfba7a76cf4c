/** Counts calls where they arrive: the address before anything of the request is read, person and business once they are known. */
import type { DescMethod } from '@bufbuild/protobuf';
import type { HandlerContext } from '@connectrpc/connect';
import type { Caller } from '#runtime/actor/types.ts';
import { ANONYMOUS } from '#runtime/rpc/access.ts';
import type { Verdict } from '../quota/leases.ts';
import type { Counted, Limiter } from '../quota/limiter.ts';
import { toConnectError } from './connect-errors.ts';
import { EDGE_CALL } from './edge-call.ts';

/** Refuses addresses that call too often; their requests are not read. */
export const limitAddress =
  (limiter: Limiter) =>
  async (call: HandlerContext): Promise<void> => {
    const edge = call.values.get(EDGE_CALL);
    const refusal = await count(limiter, call.method, call, { address: edge.clientAddress });
    if (!refusal) return;
    edge.failed(refusal);
    throw toConnectError(refusal);
  };

/** Throws when a person or business calls too often. */
export async function limitCaller(limiter: Limiter, method: DescMethod, call: HandlerContext, { tenantId, subject }: Caller): Promise<void> {
  const person = subject === ANONYMOUS ? {} : { principal: `${tenantId} ${subject}` };
  const refusal = await count(limiter, method, call, { ...person, tenant: tenantId });
  if (refusal) throw refusal;
}

async function count(limiter: Limiter, method: DescMethod, { responseHeader }: HandlerContext, counted: Counted) {
  const { verdict, refusal } = await limiter.count(method, counted);
  if (verdict) tell(responseHeader, verdict);
  return refusal;
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
