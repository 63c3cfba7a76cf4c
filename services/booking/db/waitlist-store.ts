/** Waitlists as rows, one an entry; a turn sees those who wait or have an offer. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Customer } from '../domain/booking.ts';
import type { Span } from '../domain/local-time.ts';
import type { TimeWindow, Waitlist, WaitlistChange, WaitlistEntry, WaitlistStatus } from '../domain/waitlist.ts';
import { gather, type Gathered } from '../../runtime/db/gather.ts';

interface WaitlistRow {
  id: string;
  /** Whose list it is: the session's, or of times the offering's. */
  session_id: string;
  offering_id: string;
  number: number;
  party: number;
  customer: Customer;
  trace_id: string;
  status: WaitlistStatus;
  offer_expires: Date | null;
  history: (Omit<WaitlistChange, 'time'> & { readonly time: string })[];
  created_time: Date;
  window_from: Date | null;
  window_to: Date | null;
  window_staff: string | null;
  window_minutes: number | null;
}

/** An entry with what its row knows besides the domain. */
export interface FoundEntry {
  readonly entry: WaitlistEntry;
  /** Absent when they wait for times. */
  readonly sessionId: string | undefined;
  readonly offeringId: string;
  /** From 1 among those who wait; 0 for the others. */
  readonly position: number;
}

const LIVING = `status in ('waiting', 'offered')`;

export const waitlistStore: Store<Waitlist> = {
  async load(query: Query, loads: readonly Load[]) {
    const rows = await query.run<WaitlistRow>(`select * from waitlist_entry where session_id = any($1::uuid[]) and ${LIVING} order by session_id, number`, [
      loads.map(({ key }) => key.id),
    ]);
    return new Map([...Map.groupBy(rows, ({ session_id }) => session_id)].map(([id, found]) => [id, { id, entries: found.map(fromRow) }]));
  },
  async save(query: Query, changes: readonly Change<Waitlist>[]) {
    for (const change of changes) await saveEntries(query, change);
  },
};

const fromRow = (row: WaitlistRow): WaitlistEntry => ({
  id: row.id,
  number: row.number,
  party: row.party,
  customer: row.customer,
  status: row.status,
  traceId: row.trace_id,
  window: windowOf(row),
  offerExpires: row.offer_expires ?? undefined,
  joined: row.created_time,
  history: row.history.map((line) => ({ ...line, time: new Date(line.time) })),
});

const windowOf = ({ window_from: from, window_to: to, window_staff: staffId, window_minutes: durationMinutes }: WaitlistRow): TimeWindow | undefined =>
  from && to ? { from, to, staffId: staffId ?? undefined, durationMinutes: durationMinutes ?? 0 } : undefined;

async function saveEntries(query: Query, { tenantId, key, before, after, version, now }: Change<Waitlist>): Promise<void> {
  const known = new Set(before?.entries);
  const changed = after?.entries.filter((entry) => !known.has(entry)) ?? [];
  if (changed.length === 0) return;
  await query.run(
    `insert into waitlist_entry (tenant_id, session_id, version, updated_time, id, number, party, customer_id, customer, trace_id, status, offer_expires, history, created_time,
       window_from, window_to, window_staff, window_minutes)
     select $1::uuid, $2::uuid, $3::bigint, $4::timestamptz, * from unnest($5::uuid[], $6::int[], $7::int[], $8::uuid[], $9::jsonb[], $10::text[], $11::text[],
       $12::timestamptz[], $13::jsonb[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::uuid[], $18::int[])
     on conflict (tenant_id, id) do update set version = excluded.version, updated_time = excluded.updated_time, status = excluded.status,
       offer_expires = excluded.offer_expires, history = excluded.history`,
    [
      tenantId, key.id, version, now,
      changed.map(({ id }) => id), changed.map(({ number }) => number), changed.map(({ party }) => party), changed.map(({ customer }) => customer.id),
      changed.map(({ customer }) => JSON.stringify(customer)), changed.map(({ traceId }) => traceId), changed.map(({ status }) => status),
      changed.map(({ offerExpires }) => offerExpires), changed.map(({ history }) => JSON.stringify(history)), changed.map(({ joined }) => joined),
      changed.map(({ window }) => window?.from), changed.map(({ window }) => window?.to), changed.map(({ window }) => window?.staffId), changed.map(({ window }) => window?.durationMinutes),
    ],
  );
}

/** Which entries to read outside turns. */
export interface EntryFilter {
  readonly id?: string | undefined;
  /** Only those who wait for this session, or for times of this offering, or have an offer. */
  readonly listId?: string | undefined;
  readonly customerId?: string | undefined;
  /** Only those that come after this entry, which may have ended meanwhile. */
  readonly after?: string | undefined;
}

/** Entries with their place among those who wait: of a list by number, otherwise newest first. */
export async function findEntries(query: Query, { id, listId, customerId, after }: EntryFilter, most: number): Promise<readonly FoundEntry[]> {
  const rows = await query.run<WaitlistRow & { position: number }>(
    `select w.*, coalesce(s.offering_id, w.session_id) as offering_id, case when w.status = 'waiting' then (
       select count(*)::int from waitlist_entry o where o.session_id = w.session_id and o.status = 'waiting' and o.number <= w.number) else 0 end as position
     from waitlist_entry w left join session s on s.tenant_id = w.tenant_id and s.id = w.session_id
     where ($1::uuid is null or w.id = $1) and ($2::uuid is null or (w.session_id = $2 and w.${LIVING})) and ($3::uuid is null or w.customer_id = $3)
       and ($5::uuid is null or case when $2::uuid is null then w.id < $5 else w.number > (select a.number from waitlist_entry a where a.id = $5) end)
     order by case when $2::uuid is null then null else w.number end, w.id desc limit $4::int`,
    [id, listId, customerId, most, after],
  );
  return rows.map((row) => ({ entry: fromRow(row), sessionId: row.window_to ? undefined : row.session_id, offeringId: row.offering_id, position: row.position }));
}

/** A booking whose places became free or were taken. */
export interface Concerning {
  readonly bookingId: string;
  /** Where its places are; absent for a time with staff. */
  readonly sessionId: string | undefined;
  /** When it takes somebody's time; absent for dates of events. */
  readonly time: Span | undefined;
}

/** Whose lists a booking concerns: first the one that it is an offer of, then that of its session when somebody waits there, or of times that it may be in the way of. */
export type ListsConcerned = Gathered<Concerning, readonly string[]>;

/** Bookings that end at once are looked at together: nearly none of them concerns a list. */
export const createListsConcerned = (): ListsConcerned => gather(listsConcerned);

async function listsConcerned(query: Query, asked: readonly Concerning[]): Promise<readonly (readonly string[])[]> {
  const rows = await query.run<{ booking_id: string | null; id: string }>(
    `select id as booking_id, session_id as id from waitlist_entry where id = any($1::uuid[]) and status = 'offered'
     union all select null, id from session where id = any($2::uuid[]) and waiting_party is not null`,
    [asked.map(({ bookingId }) => bookingId), [...new Set(asked.flatMap(({ sessionId }) => sessionId ?? []))]],
  );
  const offers = new Map(rows.map(({ booking_id, id }) => [booking_id, id]));
  const waited = new Set(rows.flatMap(({ booking_id, id }) => (booking_id === null ? [id] : [])));
  const times = await listsOfTimes(query, asked.map(({ time }) => time));
  return asked.map(({ bookingId, sessionId }, index) => {
    const concerned = [offers.get(bookingId), sessionId !== undefined && waited.has(sessionId) ? sessionId : undefined, ...(times[index] ?? [])];
    return [...new Set(concerned.filter((id) => id !== undefined))];
  });
}

/** What is free again may be a part of a longer time, or of one with buffers; whose it was does not matter. */
const AROUND_MS = 86_400_000;

/** Of each time, the offerings for whose times near it somebody waits. */
export async function listsOfTimes(query: Query, times: readonly (Span | undefined)[]): Promise<readonly (readonly string[])[]> {
  if (times.every((time) => time === undefined)) return [];
  const rows = await query.run<{ number: number; id: string }>(
    `select distinct t.number::int as number, w.session_id as id from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality as t (first, last, number)
     join waitlist_entry w on w.status = 'waiting' and w.window_to > t.first and w.window_from < t.last`,
    [times.map((time) => time && new Date(time.from.getTime() - AROUND_MS)), times.map((time) => time && new Date(time.to.getTime() + AROUND_MS))],
  );
  const lists = Map.groupBy(rows, ({ number }) => number);
  return times.map((_, index) => (lists.get(index + 1) ?? []).map(({ id }) => id));
}

/** Who waits for times of an offering, in their order. */
export async function waitingForTimes(query: Query, offeringId: string): Promise<readonly WaitlistEntry[]> {
  const rows = await query.run<WaitlistRow>(`select * from waitlist_entry where session_id = $1::uuid and status = 'waiting' and window_to is not null order by number`, [offeringId]);
  return rows.map(fromRow);
}

/** Sessions of an offering at a time for which somebody waits. */
export async function sessionsWaitedFor(query: Query, offeringId: string, start: Date): Promise<readonly string[]> {
  const rows = await query.run<{ id: string }>('select id from session where offering_id = $1::uuid and starts = $2 and waiting_party is not null', [offeringId, start]);
  return rows.map(({ id }) => id);
}
