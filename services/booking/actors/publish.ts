/** What other services hear of a booking: one integration event for each domain event that concerns them. */
import { create } from '@bufbuild/protobuf';
import {
  BookingCancelledSchema,
  BookingClaimedSchema,
  BookingCheckedInSchema,
  BookingClaimRejectedSchema,
  BookingCompletedSchema,
  BookingConfirmedSchema,
  BookingCreatedSchema,
  BookingExpiredSchema,
  BookingNoShowSchema,
  BookingRescheduledSchema,
} from '#proto/berth/booking/v1/booking_events_pb.ts';
import { AttributionSchema } from '#proto/berth/type/v1/attribution_pb.ts';
import type { Published } from '../../runtime/actor/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { BookingEvent, BookingState } from '../domain/booking.ts';
import { bookingKey } from '../keys.ts';
import { toBooking, toMoney, toTime } from '../mapping.ts';

export function publish(event: BookingEvent, { booking: state }: BookingState): Published | undefined {
  if (!state) return undefined;
  const subject = { key: bookingKey(state.id), subject: toTypeId('bkg', state.id) };
  // Etags belong to reads; an event is numbered by its key version.
  const booking = toBooking(state, 0n, timeOf(event) ?? state.created);
  switch (event.type) {
    case 'held':
      return { ...subject, schema: BookingCreatedSchema, payload: { booking, paymentRequired: state.paymentRequired && state.checkout === 'self' } };
    case 'claimed':
      return { ...subject, schema: BookingClaimedSchema, payload: { booking, paymentId: toTypeId('pay', event.paymentId), fence: event.hold.fence } };
    case 'claimRejected':
      return { ...subject, schema: BookingClaimRejectedSchema, payload: { booking, paymentId: toTypeId('pay', event.paymentId), reason: event.act.reason } };
    case 'confirmed':
      return { ...subject, schema: BookingConfirmedSchema, payload: { booking, attribution: create(AttributionSchema, state.attribution) } };
    case 'cancelled':
      return { ...subject, schema: BookingCancelledSchema, payload: { booking, refund: toMoney(event.refund) } };
    case 'expired':
      return { ...subject, schema: BookingExpiredSchema, payload: { booking } };
    case 'rescheduled':
      return { ...subject, schema: BookingRescheduledSchema, payload: { booking, previousTime: toTime(event.previous), reason: event.act.reason } };
    case 'completed':
      return { ...subject, schema: BookingCompletedSchema, payload: { booking } };
    case 'noShow':
      return { ...subject, schema: BookingNoShowSchema, payload: { booking } };
    case 'checkedIn':
      return { ...subject, schema: BookingCheckedInSchema, payload: { booking } };
    // A longer hold and names concern nobody else.
    case 'holdExtended':
    case 'attendeesChanged':
    case 'receiptIssued':
    case 'stepTaken':
      return undefined;
    default:
      return event satisfies never;
  }
}

const timeOf = (event: BookingEvent): Date | undefined => ('act' in event ? event.act.time : undefined);
