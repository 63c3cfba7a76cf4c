/** One booking of the caller's, or of the tenant for staff. */
import type { View } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { isStaff, mayTouch } from '../access.ts';
import { bookingMetaOf, loadBookings } from '../db/booking-store.ts';
import type { Booking } from '../domain/booking.ts';
import { refundNow } from '../domain/cancel.ts';
import { toMoney, toOwnBooking } from '../mapping.ts';

/** A booking with what its row knows besides the domain. */
export interface FoundBooking {
  readonly booking: Booking;
  readonly version: bigint;
  readonly updated: Date;
}

/** The booking by its TypeID; `NOT_FOUND` for unknown ones and those of others alike. */
export async function findBooking(view: Pick<View, 'db' | 'caller'>, id: string, field = 'id'): Promise<FoundBooking> {
  const uuid = fromTypeId('bkg', id, field);
  const meta = await bookingMetaOf(view.db, uuid);
  const booking = (await loadBookings(view.db, [uuid])).get(uuid);
  if (!meta || !booking || !mayTouch(view.caller, booking.customer.id)) throw notFound('booking', id);
  return { booking, ...meta };
}

export const asProto = ({ booking, version, updated }: FoundBooking) => toOwnBooking(booking, version, updated);

export async function getBooking(view: View, { id }: { readonly id: string }) {
  const found = await findBooking(view, id);
  const refund = refundNow(found.booking, isStaff(view.caller), view.now);
  return { booking: asProto(found), ...(refund && { refundNow: toMoney(refund) }) };
}
