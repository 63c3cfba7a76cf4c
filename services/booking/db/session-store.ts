/** Sessions and the lanes that bookings take: a lane is written by insert or delete, never changed, and taken once by constraint. */
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import { WriteConflict, type Change, type Load, type Store } from '../../runtime/actor/types.ts';
import type { Session } from '../domain/place.ts';

interface SessionRow {
  id: string;
  offering_id: string;
  starts: Date;
  ends: Date;
  time_zone: string;
  local_start: string;
  local_end: string;
  capacity: number;
}

interface SeatRow {
  session_id: string;
  lane: number;
  booking_id: string;
}

export const sessionStore: Store<Session> = { load, save };

async function load(query: Query, loads: readonly Load[]): Promise<ReadonlyMap<string, Session>> {
  const ids = loads.map(({ key }) => key.id);
  const rows = await query.run<SessionRow>('select * from session where id = any($1::uuid[])', [ids]);
  const seats = await query.run<SeatRow>('select session_id, lane, booking_id from seat where session_id = any($1::uuid[])', [ids]);
  const taken = Map.groupBy(seats, ({ session_id }) => session_id);
  return new Map(rows.map((row) => [row.id, fromRow(row, taken.get(row.id) ?? [])]));
}

const fromRow = (row: SessionRow, seats: readonly SeatRow[]): Session => ({
  id: row.id,
  offeringId: row.offering_id,
  time: { start: row.starts, end: row.ends, timeZone: row.time_zone, localStart: row.local_start, localEnd: row.local_end },
  capacity: row.capacity,
  taken: new Map(seats.map(({ lane, booking_id }) => [lane, booking_id])),
});

/** Sessions of an offering that begin in the half-open span, with their places left; for reads outside turns. */
export async function openSessions(query: Query, offeringId: string, from: Date, to: Date): Promise<{ session: Session; places: number }[]> {
  const rows = await query.run<SessionRow & { places: number }>(
    `select s.*, s.capacity - (select count(*)::int from seat where seat.tenant_id = s.tenant_id and seat.session_id = s.id) as places
     from session s where s.offering_id = $1::uuid and s.starts > $2 and s.starts < $3 order by s.starts, s.id`,
    [offeringId, from, to],
  );
  return rows.map((row) => ({ session: fromRow(row, []), places: row.places }));
}

interface Seat {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly lane: number;
  readonly bookingId: string;
}

const bySeat = (a: Seat, b: Seat): number => (a.sessionId === b.sessionId ? a.lane - b.lane : a.sessionId < b.sessionId ? -1 : 1);

/** Lanes of `mine` that `other` does not give to the same booking. */
const only = ({ tenantId, key }: Change<Session>, mine: Session | undefined, other: Session | undefined): Seat[] =>
  [...(mine?.taken ?? [])]
    .filter(([lane, bookingId]) => other?.taken.get(lane) !== bookingId)
    .map(([lane, bookingId]) => ({ tenantId, sessionId: key.id, lane, bookingId }));

async function save(query: Query, changes: readonly Change<Session>[]): Promise<void> {
  await insertSessions(query, changes.filter(({ before }) => !before));
  await release(query, changes.flatMap((change) => only(change, change.before, change.after)));
  await take(query, changes.flatMap((change) => only(change, change.after, change.before)).sort(bySeat));
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
     where s.tenant_id = g.tenant_id and s.session_id = g.session_id and s.lane = g.lane and s.booking_id = g.booking_id`,
    columnsOf(seats),
  );
}

async function take(query: Query, seats: readonly Seat[]): Promise<void> {
  if (seats.length === 0) return;
  const written = await query.run(
    `insert into seat (tenant_id, session_id, lane, booking_id) select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[])
     on conflict on constraint seat_taken_once do nothing returning lane`,
    columnsOf(seats),
  );
  if (written.length < seats.length) {
    throw new WriteConflict(reject('SLOT_TAKEN', 'Someone else has just taken this place. Choose another one.'));
  }
}

async function insertSessions(query: Query, changes: readonly Change<Session>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
  if (rows.length === 0) return;
  await query.run(
    `insert into session (tenant_id, id, version, offering_id, starts, ends, time_zone, local_start, local_end, capacity, created_time, updated_time)
     select *, $11::timestamptz, $11::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
       $7::text[], $8::text[], $9::text[], $10::int[])`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.offeringId),
      rows.map((r) => r.time.start), rows.map((r) => r.time.end), rows.map((r) => r.time.timeZone), rows.map((r) => r.time.localStart),
      rows.map((r) => r.time.localEnd), rows.map((r) => r.capacity), rows[0]?.now,
    ],
  );
}
