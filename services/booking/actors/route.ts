/** Finds the keys of a turn on an existing booking: its own and that of its place. */
import type { Key } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { bookingKey, calendarKey, sessionKey } from '../keys.ts';

/** The booking's key first; alone when there is no such booking, which the turn then says. */
export async function routeToPlace(bookingId: string, read: Query): Promise<readonly Key[]> {
  const [row] = await read.run<{ session_id: string | null; takes: readonly { readonly id: string }[] }>(
    'select session_id, takes from booking where id = $1::uuid',
    [bookingId],
  );
  const keys = [bookingKey(bookingId)];
  if (row?.session_id) keys.push(sessionKey(row.session_id));
  const calendars = new Set(row?.takes.map(({ id }) => id));
  return [...keys, ...[...calendars].map(calendarKey)];
}
