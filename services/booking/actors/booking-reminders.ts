/** What time brings to a booking: a hold that nobody paid for ends, and what took place is completed. */
import { expire } from '../domain/cancel.ts';
import { complete } from '../domain/complete.ts';
import { placeKeys } from '../keys.ts';
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
  turn.apply(complete(turn.state, turn.now));
  keepReminders(turn, booking);
}
