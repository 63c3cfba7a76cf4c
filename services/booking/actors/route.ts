/** Finds the keys of a turn on existing bookings: their own and those of their places. */
import type { Key } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { bookingKey, calendarKey, sessionKey } from '../keys.ts';

/** The booking's key first; alone when there is no such booking, which the turn then says. */
export const routeToPlace = (bookingId: string, read: Query): Promise<readonly Key[]> => routeToPlaces([bookingId], read);

/** The bookings' keys first, then each of the places once. */
export async function routeToPlaces(bookingIds: readonly string[], read: Query): Promise<readonly Key[]> {
  const rows = await read.run<{ session_id: string | null; takes: readonly { readonly id: string }[] }>(
    'select session_id, takes from booking where id = any($1::uuid[])',
    [bookingIds],
  );
  const sessions = new Set(rows.flatMap(({ session_id }) => session_id ?? []));
  const calendars = new Set(rows.flatMap(({ takes }) => takes.map(({ id }) => id)));
  return [...bookingIds.map(bookingKey), ...[...sessions].map(sessionKey), ...[...calendars].map(calendarKey)];
}
