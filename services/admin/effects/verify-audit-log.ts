/** Each log is verified once a day, a long one in several goes: one that is broken is in the service's log soon, whether or not somebody asks. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { AuditSeal } from '../audit-seal.ts';
import type { VerifyLog } from '../audit-verifier.ts';
import type { Logger } from '../../runtime/logger.ts';

/** Where an earlier go has come to, as `AuditSeal.placeAt` gives it: nothing at the log's beginning, and when there is no more. */
export interface Go {
  readonly place?: string;
}

export const verifyLog = effectType<Go, Go>('verifyAuditLog');

/** Entries of one go. */
export const VERIFIED_AT_ONCE = 500_000;

const TIMEOUT_MS = 300_000;
/** A go that takes so long, on a disk that is busy, leaves the rest for the next one. */
const ENOUGH_MS = 240_000;

export const verifyLogRunner = (verify: VerifyLog, seal: Pick<AuditSeal, 'placeAt' | 'readPlace'>, logger: Pick<Logger, 'error'>, most = VERIFIED_AT_ONCE): EffectRunner<Go, Go> => ({
  type: verifyLog,
  timeoutMs: TIMEOUT_MS,
  maxAttempts: 3,
  async run({ place }, { tenantId, signal }) {
    // A place that nobody vouches for is none: it is begun anew.
    const from = place === undefined ? undefined : seal.readPlace(tenantId, place);
    const begun = performance.now();
    const { at, unread } = await verify({ tenantId, from, most, by: 'service:admin', signal, isLate: () => performance.now() - begun > ENOUGH_MS });
    return unread ? { place: seal.placeAt(tenantId, at) } : {};
  },
  giveUp(go, error) {
    logger.error({ err: error }, 'an audit log could not be verified; it is tried again from where it stopped');
    return go;
  },
});
