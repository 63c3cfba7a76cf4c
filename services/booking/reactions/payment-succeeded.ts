/** The money is ours: the booking is confirmed, or asks for the money to be given back when its place is lost. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { derivedId } from '../../runtime/ids.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { keepReminders } from '../actors/booking-turn.ts';
import { confirm } from '../domain/claim.ts';
import { fromPayment } from '../mapping.ts';
import { bookingInPlace, recordStep, routeToPayable } from './on-booking.ts';

export const paymentSucceeded = (actor: BookingActor) =>
  reaction({
    event: PaymentSucceededSchema,
    actor,
    route: ({ payment }, read) => routeToPayable(payment?.payable, read),
    turn(turn, { payment, captureTime }, envelope) {
      if (!payment) return;
      const before = bookingInPlace(turn);
      recordStep(turn, envelope, `Paid with ${payment.methodLabel || payment.provider}`);
      const captured = captureTime ? timestampDate(captureTime) : envelope.time;
      turn.apply(confirm(turn.state, fromPayment(payment, captured), derivedId('claim', envelope.id), turn.now));
      keepReminders(turn, before);
    },
  });
