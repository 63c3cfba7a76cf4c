/** Clears the way for an erasure: cancels coming bookings when that was chosen, and tells how much is left in the way. Repeating it finds less. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import { LAST } from '../domain/erasure.ts';
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
      const bookings = cancel ? await participants.of('booking').obstacles(person, signal) : obstacles;
      // More than one answer holds are cancelled by the next attempt.
      if (cancel && bookings.length > 0) throw new Error(`${bookings.length} coming bookings are not cancelled yet`);
      // Whoever came to work for the business meanwhile.
      left += bookings.length + (await participants.of(LAST).obstacles(person, signal)).length;
    }
    return { left };
  },
});
