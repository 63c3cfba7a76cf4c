/** Clears the way for an erasure: gives up places in waitlists, cancels coming bookings when that was chosen, and tells how much is left in the way. Repeating it finds less. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { Obstacle, Person } from '../../runtime/personal/personal-data.ts';
import { isByBusiness, LAST, type Clearance } from '../domain/erasure.ts';
import { isWait, type Participants } from '../privacy/participants.ts';

export interface ClearInput {
  readonly tenantIds: readonly string[];
  readonly userId: string;
  readonly cancel: boolean;
  /** Who asked: the person, or somebody of the business. */
  readonly by: string;
  /** When the erasure was to begin that it is for; ISO 8601. */
  readonly begins: string;
}

export interface Cleared extends Clearance, Pick<ClearInput, 'begins'> {}

export const clearBookings = effectType<ClearInput, Cleared>('clearBookings');

/** A service may be away for long: the law gives a month. */
export const PATIENT_ATTEMPTS = 500;

export const clearBookingsRunner = (participants: Participants): EffectRunner<ClearInput, Cleared> => ({
  type: clearBookings,
  timeoutMs: 60_000,
  maxAttempts: PATIENT_ATTEMPTS,
  async run({ tenantIds, userId, cancel, by, begins }, { signal }) {
    const byBusiness = isByBusiness({ userId, requestedBy: by });
    let [left, cancelled] = [0, 0];
    for (const tenantId of tenantIds) {
      const person = { tenantId, id: userId };
      const cleared = await clear(participants, person, cancel && { by }, signal);
      left += cleared.left;
      cancelled += cleared.cancelled;
      // Whoever came to work for the business meanwhile stays, unless they want it themselves.
      if (byBusiness) left += (await participants.of(LAST).obstacles(person, signal)).length;
    }
    return { begins, left, cancelled, held: left > 0 || cancelled > 0 || byBusiness ? [] : await leaveAll(participants, tenantIds, userId) };
  },
});

/** Gives how many bookings stay. */
export async function clear(participants: Participants, person: Person, cancel: { readonly by: string } | false, signal: AbortSignal): Promise<Pick<Cleared, 'left' | 'cancelled'>> {
  const obstacles = (): Promise<readonly Obstacle[]> => participants.of('booking').obstacles(person, signal);
  const found = await obstacles();
  const gone = found.filter(({ id }) => cancel || isWait(id));
  if (gone.length === 0) return { left: found.length, cancelled: 0 };
  // What an offer holds is given back with the place in the line.
  for (const { id } of gone.toSorted((one, other) => Number(isWait(other.id)) - Number(isWait(one.id)))) {
    if (isWait(id)) await participants.leaveWaitlist(person, id, signal);
    else if (cancel) await participants.cancelBooking(person, id, cancel.by, signal);
  }
  const left = await obstacles();
  // More than one answer holds goes with the next attempt.
  if (left.some(({ id }) => cancel || isWait(id))) throw new Error(`${left.length} coming bookings and places in waitlists are not cancelled yet`);
  return { left: left.length, cancelled: gone.filter(({ id }) => !isWait(id)).length };
}

/** Their roles end before anything is erased: from then on somebody else administers the business. */
async function leaveAll(participants: Participants, tenantIds: readonly string[], id: string): Promise<string[]> {
  const held: string[] = [];
  for (const tenantId of tenantIds) if (!(await participants.leaveBusiness({ tenantId, id }))) held.push(tenantId);
  return held;
}
