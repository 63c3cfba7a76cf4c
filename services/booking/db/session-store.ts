/**
 * Sessions and the lanes that bookings take: a lane is written by insert or delete, never changed, and taken once by constraint.
 * The session's own list of free lanes only saves reading all seats; a lane that it wrongly calls free is refused by the constraint.
 */
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import { insertNew } from '../../runtime/actor/insert-new.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Act } from '../domain/booking.ts';
import type { Session } from '../domain/place.ts';
import { fromStoredTakes, type StoredTake } from './booking-row.ts';
import { fromMultirange, toMultirange } from './multirange.ts';

interface SessionRow {
  tenant_id: string;
  id: string;
  offering_id: string;
  starts: Date;
  ends: Date;
  time_zone: string;
  local_start: string;
  local_end: string;
  capacity: number;
  numbered: number | null;
  waiting_party: number | null;
  free: string;
  takes: StoredTake[] | null;
  cancelled: (Omit<Act, 'time'> & { readonly time: string }) | null;
  version: bigint;
}

export const sessionStore: Store<Session> = { loadAcross, save };

async function loadAcross(query: Query, loads: readonly Load[]): Promise<readonly (Session | undefined)[]> {
  const rows = await query.run<SessionRow>('select * from session where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
  const sessions = new Map(rows.map((row) => [`${row.tenant_id}/${row.id}`, fromRow(row)]));
  return loads.map(({ tenantId, key }) => sessions.get(`${tenantId}/${key.id}`));
}

const fromRow = (row: SessionRow): Session => ({
  id: row.id,
  offeringId: row.offering_id,
  time: { start: row.starts, end: row.ends, timeZone: row.time_zone, localStart: row.local_start, localEnd: row.local_end },
  capacity: row.capacity,
  numbered: row.numbered ?? undefined,
  waitingParty: row.waiting_party ?? undefined,
  free: fromMultirange(row.free),
  takes: row.takes ? fromStoredTakes(row.takes) : undefined,
  cancelled: row.cancelled ? { ...row.cancelled, time: new Date(row.cancelled.time) } : undefined,
  taken: new Map(),
  left: new Map(),
});

/** Sessions of an offering that take place and begin in the half-open span; for reads outside turns. */
export async function openSessions(query: Query, offeringId: string, from: Date, to: Date): Promise<Session[]> {
  const rows = await query.run<SessionRow>('select * from session where offering_id = $1::uuid and starts >= $2 and starts < $3 and cancelled is null order by starts, id', [offeringId, from, to]);
  return rows.map(fromRow);
}

/** Sessions of an offering that take place and begin at one of these instants; for reads outside turns. */
export async function sessionsAt(query: Query, offeringId: string, starts: readonly Date[]): Promise<Session[]> {
  const rows = await query.run<SessionRow>('select * from session where offering_id = $1::uuid and starts = any($2::timestamptz[]) and cancelled is null order by starts, id', [offeringId, starts]);
  return rows.map(fromRow);
}

/** Which sessions to list. */
export interface SessionFilter {
  readonly offeringId: string | undefined;
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  readonly withCancelled: boolean;
}

/** A session with its etag's version. */
export interface ListedSession {
  readonly session: Session;
  readonly version: bigint;
}

/** Dates of events by start and id, from behind a session on. Times of classes are no dates. */
export async function listSessionsAfter(query: Query, { offeringId, from, to, withCancelled }: SessionFilter, after: string | undefined, most: number): Promise<readonly ListedSession[]> {
  const rows = await query.run<SessionRow>(
    `select * from session
     where takes is null and ($1::uuid is null or offering_id = $1) and ($2::timestamptz is null or starts >= $2) and ($3::timestamptz is null or starts < $3)
       and ($4::boolean or cancelled is null) and ($5::uuid is null or (starts, id) > (select starts, id from session where id = $5))
     order by starts, id limit $6::int`,
    [offeringId, from, to, withCancelled, after, most],
  );
  return rows.map((row) => ({ session: fromRow(row), version: row.version }));
}

/** The offering of a date, when there is such a date. A time of a class is none. */
export async function offeringOfSession(query: Query, id: string): Promise<string | undefined> {
  const [row] = await query.run<{ offering_id: string }>('select offering_id from session where id = $1::uuid and takes is null', [id]);
  return row?.offering_id;
}

interface Seat {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly lane: number;
  readonly bookingId: string;
}

const bySeat = (a: Seat, b: Seat): number => (a.sessionId === b.sessionId ? a.lane - b.lane : a.sessionId < b.sessionId ? -1 : 1);

const seatsOf = ({ tenantId, key }: Change<Session>, lanes: ReadonlyMap<number, string> | undefined): Seat[] =>
  [...(lanes ?? [])].map(([lane, bookingId]) => ({ tenantId, sessionId: key.id, lane, bookingId }));

async function save(query: Query, changes: readonly Change<Session>[]): Promise<void> {
  await insertSessions(query, changes.filter(({ before }) => !before));
  await updateFree(query, changes.filter(({ before, after }) => before && after));
  for (const change of changes) if (change.before && change.after && isRevised(change.before, change.after)) await revise(query, change, change.after);
  await release(query, changes.flatMap((change) => seatsOf(change, change.after?.left)));
  await take(query, changes.flatMap((change) => seatsOf(change, change.after?.taken)).sort(bySeat));
}

const isRevised = (before: Session, after: Session): boolean =>
  before.capacity !== after.capacity || before.time !== after.time || before.waitingParty !== after.waitingParty ||
  before.takes !== after.takes || before.cancelled !== after.cancelled;

/** What an administrator or the waitlist changes: too seldom to be part of what every booking writes. */
const revise = (query: Query, { tenantId }: Change<Session>, { id, time, capacity, numbered, waitingParty, takes, cancelled }: Session) =>
  query.run(
    `update session set starts = $3, ends = $4, local_start = $5, local_end = $6, capacity = $7, numbered = $8, waiting_party = $9, takes = $10::jsonb,
       cancelled = $11::jsonb where tenant_id = $1 and id = $2`,
    [tenantId, id, time.start, time.end, time.localStart, time.localEnd, capacity, numbered, waitingParty, takes && JSON.stringify(takes), cancelled && JSON.stringify(cancelled)],
  );

async function updateFree(query: Query, changes: readonly Change<Session>[]): Promise<void> {
  if (changes.length === 0) return;
  await query.run(
    `update session s set free = n.free, version = n.version, updated_time = $5::timestamptz
     from unnest($1::uuid[], $2::uuid[], $3::int4multirange[], $4::bigint[]) as n (tenant_id, id, free, version)
     where s.tenant_id = n.tenant_id and s.id = n.id and s.id = any($2::uuid[])`,
    [
      changes.map(({ tenantId }) => tenantId),
      changes.map(({ key }) => key.id),
      changes.map(({ after }) => toMultirange(after?.free ?? [])),
      changes.map(({ version }) => version),
      changes[0]?.now,
    ],
  );
}

const columnsOf = (seats: readonly Seat[]): unknown[][] => [
  seats.map(({ tenantId }) => tenantId),
  seats.map(({ sessionId }) => sessionId),
  seats.map(({ lane }) => lane),
  seats.map(({ bookingId }) => bookingId),
];

async function release(query: Query, seats: readonly Seat[]): Promise<void> {
  if (seats.length === 0) return;
  await query.run(
    `delete from seat s using unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[]) as g (tenant_id, session_id, lane, booking_id)
     where s.tenant_id = g.tenant_id and s.session_id = g.session_id and s.lane = g.lane and s.booking_id = g.booking_id
       and s.session_id = any($2::uuid[]) and s.lane = any($3::int[])`,
    columnsOf(seats),
  );
}

async function take(query: Query, seats: readonly Seat[]): Promise<void> {
  if (seats.length === 0) return;
  await insertNew(
    query,
    'insert into seat (tenant_id, session_id, lane, booking_id) select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[])',
    columnsOf(seats),
    { constraint: 'seat_taken_once', rejection: reject('SLOT_TAKEN', 'Someone else has just taken this place. Choose another one.') },
  );
}

async function insertSessions(query: Query, changes: readonly Change<Session>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
  if (rows.length === 0) return;
  await query.run(
    `insert into session (tenant_id, id, version, offering_id, starts, ends, time_zone, local_start, local_end, capacity, free, takes, created_time, updated_time)
     select *, $13::timestamptz, $13::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
       $7::text[], $8::text[], $9::text[], $10::int[], $11::int4multirange[], $12::jsonb[])`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.offeringId),
      rows.map((r) => r.time.start), rows.map((r) => r.time.end), rows.map((r) => r.time.timeZone), rows.map((r) => r.time.localStart),
      rows.map((r) => r.time.localEnd), rows.map((r) => r.capacity), rows.map((r) => toMultirange(r.free)),
      rows.map((r) => r.takes && JSON.stringify(r.takes)), rows[0]?.now,
    ],
  );
}
