/** What the commands, reminders and reactions of a booking share: who may touch it, what is answered, and what time will bring. */
import type { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { Command } from '../../runtime/actor/actor.ts';
import type { Caller, ReplyOf, RequestOf, Turn } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { isStaff, mayTouch } from '../access.ts';
import type { Booking, BookingEvent, BookingState } from '../domain/booking.ts';
import { completionOf } from '../domain/complete.ts';
import type { ChangedBy } from '../domain/standing.ts';
import { bookingKey } from '../keys.ts';
import { toOwnBooking } from '../mapping.ts';

export type BookingTurn = Turn<BookingState, BookingEvent>;

type Methods = typeof BookingService;

/** A write RPC of bookings; `F` is what its `prepare` finds out. */
export type BookingCommand<K extends keyof Methods['method'], F = unknown> = Command<RequestOf<Methods, K>, ReplyOf<Methods, K>, BookingState, BookingEvent, F>;

/** Reminder that ends an unpaid hold. */
export const EXPIRE = 'expireHold';
/** Reminder that completes a booking after its time. */
export const COMPLETE = 'completeBooking';

/** Sets the reminder that the booking needs as it is now, and takes back what it no longer does. */
export function keepReminders(turn: BookingTurn, before: Booking | undefined): void {
  const { booking } = turn.state;
  if (!booking) return;
  const key = bookingKey(booking.id);
  const held = booking.status === 'pending' && !booking.hold.claimed;
  if (held) turn.remind(EXPIRE, booking.hold.expires, key);
  else if (before?.status === 'pending') turn.forget(EXPIRE, key);
  if (booking.status === 'confirmed') turn.remind(COMPLETE, completionOf(booking), key);
  else if (before?.status === 'confirmed') turn.forget(COMPLETE, key);
}

/** The booking, when it exists and the caller may touch it; otherwise `NOT_FOUND` in the same words. */
export function owned(booking: Booking | undefined, caller: Caller, id: string): Booking {
  if (!booking || !mayTouch(caller, booking.customer.id)) throw notFound('booking', id);
  return booking;
}

/** The caller of the turn as the domain knows whoever changes something. */
export const changedBy = ({ caller }: Pick<BookingTurn, 'caller'>, reason = ''): ChangedBy => ({ actor: caller.subject, staff: isStaff(caller), reason });

export function reply(turn: BookingTurn, booking: Booking | undefined) {
  if (!booking) throw new TypeError('a turn that booked has no booking');
  return toOwnBooking(booking, turn.version(bookingKey(booking.id)), turn.now);
}
