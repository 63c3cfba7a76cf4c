/** What reactions to other services' events share: finding the booking and writing a line of its journey. */
import type { Payable } from '#proto/berth/type/v1/payable_pb.ts';
import { PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import type { Key } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Envelope } from '../../runtime/events/types.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import type { BookingTurn } from '../actors/booking-turn.ts';
import { routeToPlace } from '../actors/route.ts';
import type { Booking } from '../domain/booking.ts';
import { placeKeys } from '../keys.ts';

/** Keys of the booking that a payable names; none when it is an order or no payable at all. */
export async function routeToPayable(payable: Payable | undefined, read: Query): Promise<readonly Key[]> {
  return payable?.kind === PayableKind.BOOKING ? routeToBooking(payable.id, read) : [];
}

/** Keys of a booking by its TypeID; none when it is no booking's id. */
export async function routeToBooking(id: string, read: Query): Promise<readonly Key[]> {
  const uuid = tryTypeId('bkg', id);
  return uuid === undefined ? [] : routeToPlace(uuid, read);
}

/** The booking of a turn that holds its place as well: it may have moved since the route was read. */
export function bookingInPlace(turn: BookingTurn): Booking | undefined {
  const { booking } = turn.state;
  if (booking) turn.need(...placeKeys(booking));
  return booking;
}

export interface StepOptions {
  readonly failed?: boolean;
  /** Becomes the booking's reason: why it could not be kept, for the customer. */
  readonly reason?: string;
}

/** Writes down that something happened elsewhere. Does nothing when the booking is not known. */
export function recordStep(turn: BookingTurn, { type, source, time }: Envelope, detail: string, { failed = false, reason }: StepOptions = {}): void {
  if (!turn.state.booking) return;
  const step = { name: type, service: source, detail, time, failed };
  turn.apply({ events: [{ type: 'stepTaken', step, ...(reason !== undefined && { reason }) }] });
}
