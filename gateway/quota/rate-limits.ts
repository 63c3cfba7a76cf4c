/** The gateway's rate limits as its settings say: shared through NATS where there is one, else this gateway's own. */
import type { DescMethod } from '@bufbuild/protobuf';
import { SettingsError } from '#runtime/config/settings.ts';
import type { Nats } from '#runtime/events/connection.ts';
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
  /** Where gateways share them. */
  readonly nats: Pick<Nats, 'live'> | undefined;
  readonly logger: Logger;
}

/** Throws `SettingsError` for a rule about an RPC that does not exist. */
export function openRateLimits({ rules, methods, nats, logger }: RateLimitsOptions): Limiter {
  const strays = strayRules(rules, methods);
  if (strays.length > 0) throw new SettingsError([`RATE_LIMITS names RPCs that do not exist: ${strays.join(', ')}`]);
  const alone = leasedQuotas(localQuotas());
  const shared = nats && rules.size > 0 ? leasedQuotas(sharedQuotas(nats, logger)) : alone;
  return createLimiter({ rules, shared, alone });
}
