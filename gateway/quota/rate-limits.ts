/** The gateway's rate limits as its settings say: shared through NATS where there is one, else this gateway's own. */
import type { DescMethod } from '@bufbuild/protobuf';
import { SettingsError } from '#runtime/config/settings.ts';
import { connectNats } from '#runtime/events/connection.ts';
import type { Logger } from '#runtime/logger.ts';
import { leasedQuotas } from './leases.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { type Rules, strayRules } from './rules.ts';
import { sharedQuotas } from './shared-store.ts';
import { localQuotas } from './store.ts';

export interface RateLimitsOptions {
  readonly rules: Rules;
  /** All RPCs of the contract. */
  readonly methods: readonly DescMethod[];
  readonly natsUrl: string | undefined;
  readonly logger: Logger;
}

export interface RateLimits extends Limiter, AsyncDisposable {}

/** Throws `SettingsError` for a rule about an RPC that does not exist. */
export async function openRateLimits({ rules, methods, natsUrl, logger }: RateLimitsOptions): Promise<RateLimits> {
  const strays = strayRules(rules, methods);
  if (strays.length > 0) throw new SettingsError([`RATE_LIMITS names RPCs that do not exist: ${strays.join(', ')}`]);
  await using stack = new AsyncDisposableStack();
  const alone = leasedQuotas(localQuotas());
  const shares = natsUrl !== undefined && rules.size > 0;
  const shared = shares ? leasedQuotas(sharedQuotas(stack.use(await connectNats({ url: natsUrl, name: 'gateway', logger })), logger)) : alone;
  const limiter = createLimiter({ rules, shared, alone });
  const owned = stack.move();
  return { ...limiter, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
