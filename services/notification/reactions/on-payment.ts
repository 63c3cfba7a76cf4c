/** What mails about payments have in common: one for each event, about the booking that was to be paid for. */
import type { Payment } from '#proto/berth/payment/v1/payment_pb.ts';
import type { Key } from '../../runtime/actor/types.ts';
import { unavailable } from '../../runtime/errors.ts';
import type { Envelope } from '../../runtime/events/types.ts';
import { dispatch, told, type NotificationTurn } from '../actors/notification.actor.ts';
import type { Occasion } from '../domain/facts.ts';
import { notify } from '../domain/notification.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { bookingOf } from '../mapping.ts';
import { subjectOf } from '../templates/content.ts';

export function routeToBooking(payment: Payment | undefined, kind: Occasion['kind'], { id, tenantId }: Envelope): Key[] {
  const bookingId = payment && bookingOf(payment);
  return bookingId ? [notificationKey(notificationIdOf(bookingId, kind, id)), bookingKey(bookingId), tenantKey(tenantId)] : [];
}

/** Notifies about the payment. A booking that was not told yet will be: the event is tried again. */
export function notifyAboutPayment(turn: NotificationTurn, payment: Payment | undefined, occasion: Occasion, { id }: Envelope): void {
  const bookingId = payment && bookingOf(payment);
  if (!bookingId) return;
  const { booking } = turn.state;
  if (!booking) throw unavailable('BOOKING_UNKNOWN', 'The booking service has not told about this booking yet. It is tried again.');
  dispatch(turn, notify(told(turn), notificationIdOf(bookingId, occasion.kind, id), booking, occasion, subjectOf, turn.now));
}
