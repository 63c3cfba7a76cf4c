/** What time brings to a booking: a hold that nobody paid for ends, and what took place is completed. */
import { expire } from '../domain/cancel.ts';
import { complete } from '../domain/complete.ts';
import { isOff } from '../domain/session-cancel.ts';
import { placeKeys, sessionKey } from '../keys.ts';
import { COMPLETE, EXPIRE, keepReminders, type BookingTurn } from './booking-turn.ts';

export const bookingReminders = { [EXPIRE]: expireHold, [COMPLETE]: completeBooking };

function expireHold(turn: BookingTurn): void {
  const { booking } = turn.state;
  if (!booking) return;
  turn.need(...placeKeys(booking));
  turn.apply(expire(turn.state, turn.now));
  keepReminders(turn, booking);
}

function completeBooking(turn: BookingTurn): void {
  const { booking } = turn.state;
  if (!booking) return;
  if (booking.place.kind === 'session') turn.need(sessionKey(booking.place.sessionId));
  // Its date did not take place: it is cancelled with everything back, however late that comes.
  if (isOff(turn.state, booking)) return;
  turn.apply(complete(turn.state, turn.now));
  keepReminders(turn, booking);
}
