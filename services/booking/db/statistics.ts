/** Sums over the bookings and places of a span, by Postgres: nothing is read row by row. */
import type { Query } from '../../runtime/db/query.ts';
import type { BookingStatus } from '../domain/booking.ts';
import type { Span } from '../domain/local-time.ts';
import type { Bookable, Closure } from '../domain/schedule.ts';
import { fromResourceRow, fromStaffRow, type ResourceRow, type StaffRow } from './bookable-store.ts';
import { closuresFrom, dayBefore, fromClosureRow } from './closure-store.ts';

const MOST_CLOSURES = 1_000;

/** Which bookings count: those that begin within the half-open span, of one offering (a uuid) or of all. */
export interface Scope extends Span {
  readonly offeringId: string | null;
}

export interface CountRow {
  /** `YYYY-MM-DD` in the zone that was asked for. */
  date: string;
  status: BookingStatus;
  bookings: bigint;
  places: bigint;
}

export const countBookings = (query: Query, { from, to, offeringId }: Scope, timeZone: string): Promise<CountRow[]> =>
  query.run<CountRow>(
    `select to_char(starts at time zone $4::text, 'YYYY-MM-DD') as date, status, count(*) as bookings, sum(party_size) as places
     from booking where starts >= $1::timestamptz and starts < $2::timestamptz and ($3::uuid is null or offering_id = $3)
     group by 1, 2 order by 1, 2`,
    [from, to, offeringId, timeZone],
  );

export interface RevenueRow {
  currency: string;
  captured: bigint;
  refunded: bigint;
  at_desk: bigint;
}

export const sumRevenue = (query: Query, { from, to, offeringId }: Scope): Promise<RevenueRow[]> =>
  query.run<RevenueRow>(
    `select currency,
       coalesce(sum((payment ->> 'minor')::bigint), 0)::bigint as captured,
       coalesce(sum(refund_minor) filter (where payment is not null), 0)::bigint as refunded,
       coalesce(sum(total_minor) filter (where not payment_required and status in ('confirmed', 'completed')), 0)::bigint as at_desk
     from booking where starts >= $1::timestamptz and starts < $2::timestamptz and ($3::uuid is null or offering_id = $3)
     group by currency order by currency`,
    [from, to, offeringId],
  );

/** Of dates of events, and of times of classes while somebody is in them. */
export async function countPlaces(query: Query, { from, to, offeringId }: Scope): Promise<{ readonly places: bigint; readonly free: bigint }> {
  const [row] = await query.run<{ places: bigint; free: bigint }>(
    `select coalesce(sum(capacity), 0)::bigint as places,
       coalesce(sum((select coalesce(sum(upper(lanes) - lower(lanes)), 0) from unnest(free) as lanes)), 0)::bigint as free
     from session where starts >= $1::timestamptz and starts < $2::timestamptz and ($3::uuid is null or offering_id = $3) and cancelled is null
       and (takes is null or exists (select from seat where seat.tenant_id = session.tenant_id and seat.session_id = session.id))`,
    [from, to, offeringId],
  );
  return row ?? { places: 0n, free: 0n };
}

/** Minutes that are taken of each calendar within the span; calendars without any are left out. */
export async function takenMinutes(query: Query, { from, to }: Span): Promise<ReadonlyMap<string, bigint>> {
  const rows = await query.run<{ id: string; minutes: bigint }>(
    `select resource_id as id, (sum(extract(epoch from least(ends, $2::timestamptz) - greatest(starts, $1::timestamptz))) / 60)::bigint as minutes
     from claim where starts >= $1::timestamptz - interval '31 days' and starts < $2::timestamptz and ends > $1::timestamptz
     group by resource_id`,
    [from, to],
  );
  return new Map(rows.map(({ id, minutes }) => [id, minutes]));
}

/** Staff, then resources by kind, each by name, and the closures that may shut a date of the span. */
export async function loadCalendars(query: Query, from: Date): Promise<{ readonly bookables: readonly Bookable[]; readonly closures: readonly Closure[] }> {
  const staff = await query.run<StaffRow>('select * from staff order by name, id', []);
  const resources = await query.run<ResourceRow>('select * from resource order by kind, name, id', []);
  const closures = await closuresFrom(query, dayBefore(from), MOST_CLOSURES);
  return { bookables: [...staff.map(fromStaffRow), ...resources.map(fromResourceRow)], closures: closures.map(fromClosureRow) };
}
