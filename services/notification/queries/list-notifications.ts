/** The messages about one booking, oldest first, for its customer and for staff. */
import type { View } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { fromRow, type NotificationRow } from '../db/notification-store.ts';
import { toNotification } from '../mapping.ts';

/** `NOT_FOUND` for unknown bookings and those of others alike. */
export async function listNotifications({ db, caller }: View, { bookingId }: { readonly bookingId: string }) {
  const id = fromTypeId('bkg', bookingId, 'booking_id');
  const [booking] = await db.run<{ customer_id: string }>('select customer_id from booking where id = $1', [id]);
  const staff = caller.roles.some((role) => role !== 'user');
  if (!booking || !(staff || booking.customer_id === caller.subject)) throw notFound('booking', bookingId);
  const rows = await db.run<NotificationRow>(
    `select * from notification where (booking_id = $1 or (customer_id = $2 and occasion->'dates' @> jsonb_build_array(jsonb_build_object('bookingId', $1::text)))) and status <> 'awaiting_booking' order by created_time, id`,
    [id, booking.customer_id],
  );
  return { notifications: rows.map((row) => toNotification(fromRow(row))) };
}
