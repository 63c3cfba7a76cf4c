/** Cancelling the rest of a series: each booking by its own policy; what cannot be cancelled is left as it is, and named. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Money } from '../../runtime/money.ts';
import { stateOf, toMember, type BookingsState, type MemberEvent } from './bookings.ts';
import { cancel } from './cancel.ts';
import type { ChangedBy } from './standing.ts';

/** What became of one of the bookings. */
export type Outcome = { readonly bookingId: string } & ({ readonly refund: Money } | { readonly rejection: Rejection });

export type Cancelled = { readonly events: readonly MemberEvent[]; readonly outcomes: readonly Outcome[] } | { readonly rejection: Rejection };

export function cancelEach(state: BookingsState, bookingIds: readonly string[], by: ChangedBy, now: Date): Cancelled {
  const events: MemberEvent[] = [];
  const outcomes = bookingIds.map((bookingId): Outcome => {
    const decision = cancel(stateOf(state, bookingId), by, now);
    if ('rejection' in decision) return { bookingId, ...decision };
    events.push(...decision.events.map((event) => toMember(bookingId, event)));
    const [refund] = decision.events.flatMap((event) => (event.type === 'cancelled' ? [event.refund] : []));
    if (!refund) throw new TypeError('a cancellation without a refund');
    return { bookingId, refund };
  });
  return events.length > 0 ? { events, outcomes } : { rejection: reject('NOTHING_TO_CANCEL', 'None of these bookings can be cancelled any more.') };
}
