/** Clears the way for an erasure: gives up places in waitlists, cancels coming bookings when told to, and tells how much is left in the way. Repeating it finds less. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { Obstacle, Person } from '../../runtime/personal/personal-data.ts';
import type { Logger } from '../../runtime/logger.ts';
import { isByBusiness, LAST, type Clearance } from '../domain/erasure.ts';
import { isWait, type Participants } from '../privacy/participants.ts';

export interface ClearInput {
  readonly tenantIds: readonly string[];
  readonly userId: string;
  /** Whether bookings are cancelled now, else they are counted: that some were is known by having been told to, however often it was tried. */
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

export const clearBookingsRunner = (participants: Participants, logger: Pick<Logger, 'warn'>): EffectRunner<ClearInput, Cleared> => ({
  type: clearBookings,
  timeoutMs: 60_000,
  maxAttempts: PATIENT_ATTEMPTS,
  async run({ tenantIds, userId, cancel, by, begins }, { signal }) {
    const clearance = { begins, roles: 0, bookings: 0, cancelled: cancel, held: [] };
    const byBusiness = isByBusiness({ userId, requestedBy: by });
    for (const tenantId of byBusiness ? tenantIds : []) {
      if (!(await participants.administers({ tenantId, id: by }))) {
        logger.warn({ tenant: tenantId, person: userId, by }, 'an erasure is cancelled: who asked for it administers the business no more');
        return { ...clearance, unasked: true };
      }
      // Whoever came to work for the business meanwhile stays, unless they want it themselves.
      const { length: roles } = await participants.of(LAST).obstacles({ tenantId, id: userId }, signal);
      if (roles > 0) return { ...clearance, roles };
    }
    let bookings = 0;
    for (const tenantId of tenantIds) bookings += await clear(participants, { tenantId, id: userId }, cancel && { by }, signal);
    const begun = bookings === 0 && !cancel && !byBusiness;
    return { ...clearance, bookings, held: begun ? await leaveAll(participants, tenantIds, userId) : [] };
  },
  // What nobody answered for so long is asked again another day.
  giveUp: ({ begins, cancel }) => ({ begins, roles: 0, bookings: 1, cancelled: cancel, held: [] }),
});

/** Gives how many bookings stay: all, or with `cancel` those that have begun, which end by themselves. */
export async function clear(participants: Participants, person: Person, cancel: { readonly by: string } | false, signal: AbortSignal): Promise<number> {
  const obstacles = (): Promise<readonly Obstacle[]> => participants.of('booking').obstacles(person, signal);
  const found = await obstacles();
  const gone = found.filter(({ id }) => cancel || isWait(id));
  if (gone.length === 0) return found.length;
  // What an offer holds is given back with the place in the line.
  for (const { id } of gone.toSorted((one, other) => Number(isWait(other.id)) - Number(isWait(one.id)))) {
    if (isWait(id)) await participants.leaveWaitlist(person, id, signal);
    else if (cancel) await participants.cancelBooking(person, id, cancel.by, signal);
  }
  const left = await obstacles();
  const tried = new Set(gone.map(({ id }) => id));
  // More than one answer holds goes with the next attempt.
  if (left.some(({ id }) => isWait(id) || (cancel && !tried.has(id)))) throw new Error(`${left.length} coming bookings and places in waitlists are not cancelled yet`);
  return left.length;
}

/** Their roles end before anything is erased: from then on somebody else administers the business. */
async function leaveAll(participants: Participants, tenantIds: readonly string[], id: string): Promise<string[]> {
  const held: string[] = [];
  for (const tenantId of tenantIds) if (!(await participants.leaveBusiness({ tenantId, id }))) held.push(tenantId);
  return held;
}
