/** Each log is verified once a day: one that is broken is in the service's log the next day, whether or not somebody asks. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { VerifyLog } from '../audit-verifier.ts';

export const verifyLog = effectType<object, object>('verifyAuditLog');

/** Entries of one attempt: a longer log is verified as far as that. */
const MOST = 500_000;

export const verifyLogRunner = (verify: VerifyLog): EffectRunner<object, object> => ({
  type: verifyLog,
  timeoutMs: 300_000,
  maxAttempts: 3,
  async run(_input, { tenantId, signal }) {
    await verify({ tenantId, most: MOST, by: 'service:admin', signal });
    return {};
  },
  giveUp: () => ({}),
});
