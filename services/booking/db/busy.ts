/** What is taken of many calendars in a span, and how often an offering is booked: what availability is computed from, read as numbers. */
import type { Query } from '../../runtime/db/query.ts';
import type { Counted } from '../domain/availability/question.ts';
import type { Span } from '../domain/local-time.ts';
import type { Stretch } from '../domain/opening.ts';

interface BusyRow {
  resource_id: string;
  /** Start and end of each claim, sorted, as the server keeps them. */
  taken: Buffer;
}

// One value a calendar: a month of many has thousands of claims, and reading each as a row, or as text, costs more than finding it.
// Claims of a lane do not overlap: of those that begin before the span, only the last can reach into it. It is found at the end of
// the index as long as the tenant is named, since row-level security alone would have all of the past sorted.
const BUSY = `
  select r.id as resource_id, c.taken
  from unnest($1::uuid[]) as r (id),
  lateral (
    select string_agg(timestamptz_send(starts) || timestamptz_send(ends), ''::bytea order by starts) as taken
    from (
      (select starts, ends from claim where tenant_id = $4::uuid and resource_id = r.id and starts < $2 order by starts desc limit 1)
      union all
      select starts, ends from claim where tenant_id = $4::uuid and resource_id = r.id and starts >= $2 and starts < $3
    ) found
    where ends > $2
  ) c
  where c.taken is not null`;

/** By bookable: what is taken of each that overlaps the span, sorted. Of one tenant, outside turns. */
export async function busyBetween(query: Query, tenantId: string, ids: readonly string[], { from, to }: Span): Promise<ReadonlyMap<string, readonly Stretch[]>> {
  if (ids.length === 0) return new Map();
  const rows = await query.run<BusyRow>(BUSY, [ids, from, to, tenantId]);
  return new Map(rows.map(({ resource_id, taken }) => [resource_id, stretchesIn(taken)]));
}

const INSTANT_BYTES = 8;
const SERVERS_EPOCH_MS = Date.UTC(2000, 0, 1);

const stretchesIn = (taken: Buffer): readonly Stretch[] =>
  Array.from({ length: taken.length / (2 * INSTANT_BYTES) }, (_, index) => {
    const at = index * 2 * INSTANT_BYTES;
    return { start: instantAt(taken, at), end: instantAt(taken, at + INSTANT_BYTES) };
  });

/** Microseconds since 2000 in 64 bits: until the year 2285 they are exact as a number. */
const instantAt = (bytes: Buffer, at: number): number => Math.floor((bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)) / 1_000) + SERVERS_EPOCH_MS;

const milliseconds = (seconds: number): number => Math.round(seconds * 1_000);

/** Whose bookings are to be counted. */
interface Counting {
  readonly customerId: string | undefined;
  /** Not only the customer's: there may be very many more. */
  readonly everybody: boolean;
}

/** Starts of the offering's living bookings in a span; those of the customer, if any, apart. */
export async function countedBetween(query: Query, offeringId: string, { customerId, everybody }: Counting, { from, to }: Span): Promise<Counted> {
  const rows = await query.run<{ customer_id: string; start: number }>(
    `select customer_id, extract(epoch from starts)::float8 as start from booking
     where offering_id = $1::uuid and starts >= $2 and starts < $3 and status not in ('expired', 'cancelled')${everybody ? '' : ' and customer_id = $4::uuid'}`,
    [offeringId, from, to, ...(everybody ? [] : [customerId])],
  );
  const startsOf = (those: typeof rows): readonly number[] => those.map(({ start }) => milliseconds(start));
  return { byCustomer: startsOf(rows.filter(({ customer_id }) => customer_id === customerId)), byAll: everybody ? startsOf(rows) : [] };
}
