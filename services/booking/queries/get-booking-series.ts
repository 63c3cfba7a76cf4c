/** One series of the caller's, or of the tenant for staff, with its bookings as they are. */
import type { View } from '../../runtime/actor/types.ts';
import { invalidField, notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { mayTouch } from '../access.ts';
import { loadBookings } from '../db/booking-store.ts';
import { loadSeries, membersOf, type MemberRow } from '../db/series-store.ts';
import type { Series } from '../domain/series.ts';
import { toOwnBooking } from '../mapping.ts';
import { toSeries } from '../series-mapping.ts';

/** A series with the rows of its bookings, in the order of the dates. */
export interface FoundSeries {
  readonly series: Series;
  readonly members: readonly MemberRow[];
}

/** The series by its TypeID; `NOT_FOUND` for unknown ones and those of others alike. */
export async function findSeries({ db, caller }: Pick<View, 'db' | 'caller'>, id: string): Promise<FoundSeries> {
  const uuid = fromTypeId('srs', id, 'id');
  const series = (await loadSeries(db, [uuid])).get(uuid);
  if (!series || !mayTouch(caller, series.customerId)) throw notFound('series', id);
  return { series, members: await membersOf(db, uuid) };
}

/** Ids of the bookings from one of them on; of all when none is named. */
export function membersFrom({ members }: FoundSeries, fromBookingId: string): readonly string[] {
  const ids = members.map(({ id }) => id);
  if (fromBookingId === '') return ids;
  const first = ids.indexOf(fromTypeId('bkg', fromBookingId, 'from_booking_id'));
  if (first < 0) throw invalidField('from_booking_id', 'must be one of the bookings of this series');
  return ids.slice(first);
}

export async function getBookingSeries(view: View, { id }: { readonly id: string }) {
  const { series, members } = await findSeries(view, id);
  const bookings = await loadBookings(view.db, members.map((member) => member.id));
  return {
    series: toSeries(series),
    bookings: members.flatMap(({ id: bookingId, version, updated }) => {
      const booking = bookings.get(bookingId);
      return booking ? [toOwnBooking(booking, version, updated)] : [];
    }),
  };
}
