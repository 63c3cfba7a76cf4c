/** Who is in a session, a few at a time: read from the places that are taken, so that whoever was cancelled is not there any more. */
import type { Query } from '../../runtime/db/query.ts';
import type { Load, Store } from '../../runtime/actor/types.ts';

export interface Roster {
  /** The session's id. */
  readonly id: string;
  /** At most `MOST_AT_ONCE`, the oldest first. */
  readonly bookingIds: readonly string[];
}

/** As many bookings as one turn cancels. */
export const MOST_AT_ONCE = 50;

export const rosterStore: Store<Roster> = {
  async load(query: Query, loads: readonly Load[]) {
    const ids = loads.map(({ key }) => key.id);
    const rows = await query.run<{ session_id: string; booking_id: string }>(
      `select r.id as session_id, s.booking_id from unnest($1::uuid[]) as r (id),
       lateral (select distinct booking_id from seat where session_id = r.id order by booking_id limit $2::int) s`,
      [ids, MOST_AT_ONCE],
    );
    const bookings = Map.groupBy(rows, ({ session_id }) => session_id);
    return new Map(ids.map((id) => [id, { id, bookingIds: (bookings.get(id) ?? []).map(({ booking_id }) => booking_id) }]));
  },
  save() {
    throw new TypeError('a roster is only read');
  },
};
