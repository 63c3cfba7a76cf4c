/** Waitlists as rows, one an entry; a turn sees those who wait or have an offer. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Customer } from '../domain/booking.ts';
import type { Waitlist, WaitlistChange, WaitlistEntry, WaitlistStatus } from '../domain/waitlist.ts';
import { gather, type Gathered } from './gather.ts';

interface WaitlistRow {
  id: string;
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
}

/** An entry with what its row knows besides the domain. */
export interface FoundEntry {
  readonly entry: WaitlistEntry;
  readonly sessionId: string;
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

const fromRow = ({ id, number, party, customer, trace_id, status, offer_expires, history, created_time }: WaitlistRow): WaitlistEntry => ({
  id, number, party, customer, status,
  traceId: trace_id,
  offerExpires: offer_expires ?? undefined,
  joined: created_time,
  history: history.map((line) => ({ ...line, time: new Date(line.time) })),
});

async function saveEntries(query: Query, { tenantId, key, before, after, version, now }: Change<Waitlist>): Promise<void> {
  const known = new Set(before?.entries);
  const changed = after?.entries.filter((entry) => !known.has(entry)) ?? [];
  if (changed.length === 0) return;
  await query.run(
    `insert into waitlist_entry (tenant_id, session_id, version, updated_time, id, number, party, customer_id, customer, trace_id, status, offer_expires, history, created_time)
     select $1::uuid, $2::uuid, $3::bigint, $4::timestamptz, * from unnest($5::uuid[], $6::int[], $7::int[], $8::uuid[], $9::jsonb[], $10::text[], $11::text[],
       $12::timestamptz[], $13::jsonb[], $14::timestamptz[])
     on conflict (tenant_id, id) do update set version = excluded.version, updated_time = excluded.updated_time, status = excluded.status,
       offer_expires = excluded.offer_expires, history = excluded.history`,
    [
      tenantId, key.id, version, now,
      changed.map(({ id }) => id), changed.map(({ number }) => number), changed.map(({ party }) => party), changed.map(({ customer }) => customer.id),
      changed.map(({ customer }) => JSON.stringify(customer)), changed.map(({ traceId }) => traceId), changed.map(({ status }) => status),
      changed.map(({ offerExpires }) => offerExpires), changed.map(({ history }) => JSON.stringify(history)), changed.map(({ joined }) => joined),
    ],
  );
}

/** Which entries to read outside turns. */
export interface EntryFilter {
  readonly id?: string | undefined;
  /** Only those who wait for this session or have an offer. */
  readonly sessionId?: string | undefined;
  readonly customerId?: string | undefined;
}

/** Entries with their place among those who wait: of a session by number, otherwise newest first. */
export async function findEntries(query: Query, { id, sessionId, customerId }: EntryFilter, most: number): Promise<readonly FoundEntry[]> {
  const rows = await query.run<WaitlistRow & { position: number }>(
    `select w.*, s.offering_id, case when w.status = 'waiting' then (
       select count(*)::int from waitlist_entry o where o.session_id = w.session_id and o.status = 'waiting' and o.number <= w.number) else 0 end as position
     from waitlist_entry w join session s on s.tenant_id = w.tenant_id and s.id = w.session_id
     where ($1::uuid is null or w.id = $1) and ($2::uuid is null or (w.session_id = $2 and w.${LIVING})) and ($3::uuid is null or w.customer_id = $3)
     order by case when $2::uuid is null then null else w.number end, w.id desc limit $4::int`,
    [id, sessionId, customerId, most],
  );
  return rows.map((row) => ({ entry: fromRow(row), sessionId: row.session_id, offeringId: row.offering_id, position: row.position }));
}

/** A booking whose places became free or were taken. */
export interface Concerning {
  readonly bookingId: string;
  /** Where its places are; absent for a time with staff. */
  readonly sessionId: string | undefined;
}

/** Sessions whose lists a booking concerns: first the one that it is an offer of, then its own when somebody waits for that. */
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
  return asked.map(({ bookingId, sessionId }) => {
    const concerned = [offers.get(bookingId), sessionId !== undefined && waited.has(sessionId) ? sessionId : undefined];
    return [...new Set(concerned.filter((id) => id !== undefined))];
  });
}

/** Sessions of an offering at a time for which somebody waits. */
export async function sessionsWaitedFor(query: Query, offeringId: string, start: Date): Promise<readonly string[]> {
  const rows = await query.run<{ id: string }>('select id from session where offering_id = $1::uuid and starts = $2 and waiting_party is not null', [offeringId, start]);
  return rows.map(({ id }) => id);
}
