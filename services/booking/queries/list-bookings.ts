/** Bookings newest first, a page at a time: customers see their own, staff those of the tenant. */
import type { ListBookingsRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { isStaff } from '../access.ts';
import { loadBookings } from '../db/booking-store.ts';
import { toOwnBooking, toStatuses } from '../mapping.ts';

interface PageRow {
  id: string;
  version: bigint;
  updated_time: Date;
}

export async function listBookings(view: View, { states, seriesId, pageSize, pageToken: token }: ListBookingsRequest) {
  const limit = pageSize || 24;
  const customer = isStaff(view.caller) ? null : view.caller.subject;
  const statuses = states.length === 0 ? null : toStatuses(states);
  const series = seriesId === '' ? null : fromTypeId('srs', seriesId, 'series_id');
  const request = ['ListBookings', view.caller.tenantId, customer ?? '', (statuses ?? []).join(), series ?? ''];
  const [before] = readPageToken(token, request, ['uuid']) ?? [null];
  // Ids are time-ordered (UUIDv7): newest first is by id.
  const rows = await view.db.run<PageRow>(
    `select id, version, updated_time from booking
     where ($1::uuid is null or customer_id = $1) and ($2::text[] is null or status = any($2)) and ($3::uuid is null or id < $3)
       and ($5::uuid is null or series_id = $5)
     order by id desc limit $4::int`,
    [customer, statuses, before, limit + 1, series],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const bookings = await loadBookings(view.db, page.map((row) => row.id));
  return {
    bookings: page.flatMap((row) => {
      const booking = bookings.get(row.id);
      return booking ? [toOwnBooking(booking, row.version, row.updated_time)] : [];
    }),
    nextPageToken: last && rows.length > limit ? pageToken(request, [last.id]) : '',
  };
}
