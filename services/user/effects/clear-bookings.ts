/** Clears the way for an erasure: cancels coming bookings when that was chosen, and tells how many are left. Repeating it finds fewer. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { Participants } from '../privacy/participants.ts';

export interface ClearInput {
  readonly tenantIds: readonly string[];
  readonly userId: string;
  readonly cancel: boolean;
}

export interface Cleared {
  readonly left: number;
}

export const clearBookings = effectType<ClearInput, Cleared>('clearBookings');

/** A service may be away for long: the law gives a month. */
export const PATIENT_ATTEMPTS = 500;

export const clearBookingsRunner = (participants: Participants): EffectRunner<ClearInput, Cleared> => ({
  type: clearBookings,
  timeoutMs: 60_000,
  maxAttempts: PATIENT_ATTEMPTS,
  async run({ tenantIds, userId, cancel }, { signal }) {
    let left = 0;
    for (const tenantId of tenantIds) {
      const person = { tenantId, id: userId };
      const obstacles = await participants.of('booking').obstacles(person, signal);
      if (cancel) for (const { id } of obstacles) await participants.cancelBooking(person, id, signal);
      left += cancel ? (await participants.of('booking').obstacles(person, signal)).length : obstacles.length;
    }
    // More than one answer holds are cancelled by the next attempt.
    if (cancel && left > 0) throw new Error(`${left} coming bookings are not cancelled yet`);
    return { left };
  },
});
