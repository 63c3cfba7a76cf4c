/** State changes of a booking, oldest first. */
import type { View } from '../../runtime/actor/types.ts';
import { toHistoryEntry } from '../mapping.ts';
import { findBooking } from './get-booking.ts';

export async function listBookingHistory(view: View, { bookingId }: { readonly bookingId: string }) {
  const { booking } = await findBooking(view, bookingId, 'booking_id');
  return { entries: booking.history.map(toHistoryEntry) };
}
