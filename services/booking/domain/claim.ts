/** From authorised to confirmed: a place is pinned before money moves, and money that lost its place goes back. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Act, Booking, BookingEvent, BookingState, PaymentSummary, Taking } from './booking.ts';
import { placesAgain } from './classes.ts';
import { freeLanes } from './place.ts';
import { isOff } from './session-cancel.ts';
import { areFree, takingOf } from './takes.ts';

type Decision = { readonly events: readonly BookingEvent[] } | { readonly rejection: Rejection };

const NOTHING: Decision = { events: [] };
const ACTOR = 'service:payment';

const missing = (): Decision => ({ rejection: reject('NOT_FOUND', 'There is no such booking.', { code: 'NOT_FOUND' }) });

/** An authorised payment asks for its place. A hold that ran out takes the place anew when it is still free. */
export function claim(state: BookingState, paymentId: string, newClaimId: string, now: Date): Decision {
  const { booking } = state;
  if (!booking) return missing();
  const act: Act = { actor: ACTOR, time: now, reason: '' };
  if (booking.status === 'pending') {
    if (!booking.hold.claimed && isOff(state, booking)) return rejected(paymentId, 'The date was cancelled before the payment came.', now);
    return booking.hold.claimed ? NOTHING : { events: [{ type: 'claimed', paymentId, hold: { ...booking.hold, claimed: true }, taking: undefined, act }] };
  }
  if (booking.status === 'confirmed' || booking.status === 'completed') {
    return booking.payment?.id === paymentId ? NOTHING : rejected(paymentId, 'This booking is paid already. You were not charged twice.', now);
  }
  if (booking.status !== 'expired') return rejected(paymentId, lostReason(booking), now);
  return reacquire(state, booking, paymentId, newClaimId, now);
}

function reacquire(state: BookingState, booking: Booking, paymentId: string, newClaimId: string, now: Date): Decision {
  if (booking.time.start <= now) return rejected(paymentId, 'The payment came after the time had begun.', now);
  const taking = placeAgain(state, booking, newClaimId);
  if (!taking) return rejected(paymentId, 'The payment came after the hold had ended, and someone else has taken the place.', now);
  const hold = { ...booking.hold, fence: booking.hold.fence + 1n, claimed: true };
  const act = { actor: ACTOR, time: now, reason: 'Paid late, the place was still free' };
  return { events: [{ type: 'claimed', paymentId, hold, taking, act }] };
}

function placeAgain(state: BookingState, { place }: Booking, claimId: string): Taking | undefined {
  if (place.kind === 'class') return placesAgain(state, place, claimId);
  if (place.kind === 'session') {
    const session = state.sessions.get(place.sessionId);
    const lanes = session && freeLanes(session, place.partySize);
    return lanes && { kind: 'session', sessionId: place.sessionId, lanes };
  }
  return areFree(state, place.takes) ? takingOf(place.takes, claimId) : undefined;
}

const lostReason = ({ reason }: Booking): string => (reason === '' ? 'The booking was cancelled before the payment came.' : `The booking was cancelled: ${reason}`);

const rejected = (paymentId: string, reason: string, now: Date): Decision => ({
  events: [{ type: 'claimRejected', paymentId, act: { actor: ACTOR, time: now, reason } }],
});

/**
 * The money is there: confirms what was claimed. A method that captures at once comes unclaimed and claims now;
 * without a place the payment has to be given back, which `claimRejected` asks for.
 */
export function confirm(state: BookingState, payment: PaymentSummary, newClaimId: string, now: Date): Decision {
  const { booking } = state;
  if (!booking) return missing();
  const confirmed: BookingEvent = { type: 'confirmed', payment, act: { actor: ACTOR, time: now, reason: 'Paid' } };
  if (booking.status === 'pending' && booking.hold.claimed) return { events: [confirmed] };
  const claimed = claim(state, payment.id, newClaimId, now);
  if ('rejection' in claimed || !claimed.events.some(({ type }) => type === 'claimed')) return claimed;
  return { events: [...claimed.events, confirmed] };
}

/** The payment is over without money: the place is free again. */
export function abandon(state: BookingState, reason: string, now: Date): Decision {
  const { booking } = state;
  if (!booking) return missing();
  if (booking.status !== 'pending') return NOTHING;
  return { events: [{ type: 'cancelled', refund: { ...booking.total, minor: 0n }, act: { actor: ACTOR, time: now, reason } }] };
}
