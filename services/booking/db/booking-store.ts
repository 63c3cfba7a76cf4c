/** Bookings as rows, with their history and steps, which are only ever appended. */
import type { Query } from '../../runtime/db/query.ts';
import { together } from '../../runtime/db/together.ts';
import { reject } from '../../runtime/errors.ts';
import { WriteConflict, type Change, type Load, type Store } from '../../runtime/actor/types.ts';
import type { Booking } from '../domain/booking.ts';
import { fromBookingRow, toBookingColumns, type BookingRow, type HistoryRow, type StepRow } from './booking-row.ts';

export const bookingStore: Store<Booking> = { loadAcross, save };

async function loadAcross(query: Query, loads: readonly Load[]): Promise<readonly (Booking | undefined)[]> {
  const rows = await readBookings(query, loads.map(({ key }) => key.id));
  return loads.map(({ tenantId, key }) => rows.get(addressOf(tenantId, key.id)));
}

/** Bookings of one tenant by id with everything that belongs to them, for reads outside turns. */
export async function loadBookings(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Booking>> {
  return new Map([...(await readBookings(query, ids)).values()].map((booking) => [booking.id, booking]));
}

const addressOf = (tenantId: string, id: string): string => `${tenantId}/${id}`;

async function readBookings(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Booking>> {
  const rows = await query.run<BookingRow>('select * from booking where id = any($1::uuid[])', [ids]);
  if (rows.length === 0) return new Map();
  const found = [rows.map(({ id }) => id)];
  const [history, steps] = await together(
    query,
    () => query.run<HistoryRow>('select * from booking_history where booking_id = any($1::uuid[]) order by booking_id, sequence', found),
    () => query.run<StepRow>('select * from booking_step where booking_id = any($1::uuid[]) order by booking_id, sequence', found),
  );
  const historyOf = Map.groupBy(history, (entry) => addressOf(entry.tenant_id, entry.booking_id));
  const stepsOf = Map.groupBy(steps, (step) => addressOf(step.tenant_id, step.booking_id));
  return new Map(
    rows.map((row) => {
      const address = addressOf(row.tenant_id, row.id);
      return [address, fromBookingRow(row, historyOf.get(address) ?? [], stepsOf.get(address) ?? [])];
    }),
  );
}

/** Version and time of the last change of a booking's row. */
export async function bookingMetaOf(query: Query, id: string): Promise<{ version: bigint; updated: Date } | undefined> {
  const [row] = await query.run<{ version: bigint; updated: Date }>('select version, updated_time as updated from booking where id = $1::uuid', [id]);
  return row;
}

async function save(query: Query, changes: readonly Change<Booking>[]): Promise<void> {
  await together(
    query,
    () => insertBorn(query, changes.filter(({ before, after }) => !before && after)),
    () => updateChanged(query, changes.filter(({ before, after }) => before && after)),
    () => appendHistory(query, changes),
    () => appendSteps(query, changes),
  );
}

const COLUMNS = `tenant_id, id, version, code, status, offering, offering_id, starts, ends, time_zone, local_start, local_end,
  session_id, party_size, lanes, staff_id, staff_name, customer_id, customer, total_minor, currency, payment_required,
  hold_fence, hold_expires, hold_claimed, payment, receipt_id, checkout, reason, free_until, note, trace_id, attribution, created_time, updated_time,
  request_principal, request_id, request_hash, hold_minutes, hold_extensions, policy, refund_minor, attendees, checked_in, takes, lines, series_id, series_index`;

const TYPES = `$1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::jsonb[], $7::uuid[], $8::timestamptz[], $9::timestamptz[], $10::text[],
  $11::text[], $12::text[], $13::uuid[], $14::int[], $15::int4multirange[], $16::uuid[], $17::text[], $18::uuid[], $19::jsonb[], $20::bigint[],
  $21::text[], $22::boolean[], $23::bigint[], $24::timestamptz[], $25::boolean[], $26::jsonb[], $27::uuid[], $28::text[], $29::text[],
  $30::timestamptz[], $31::text[], $32::text[], $33::jsonb[], $34::timestamptz[], $35::timestamptz[],
  $36::text[], $37::text[], $38::bytea[], $39::int[], $40::int[], $41::jsonb[], $42::bigint[], $43::jsonb[], $44::timestamptz[], $45::jsonb[], $46::jsonb[], $47::uuid[], $48::int[]`;

// What moving a booking, a longer hold, its cancellation and its day change.
const MOVABLE = [
  'takes', 'lines', 'starts', 'ends', 'time_zone', 'local_start', 'local_end', 'session_id', 'staff_id', 'staff_name', 'total_minor', 'free_until',
  'hold_expires', 'hold_extensions', 'refund_minor', 'attendees', 'checked_in',
] as const;

const columnsOf = (changes: readonly Change<Booking>[]): unknown[][] => {
  const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [toBookingColumns(tenantId, after, version, now)] : []));
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
};

async function insertBorn(query: Query, changes: readonly Change<Booking>[]): Promise<void> {
  if (changes.length === 0) return;
  const written = await query.run(
    `insert into booking (${COLUMNS}) select * from unnest(${TYPES}) on conflict do nothing returning id`,
    columnsOf(changes),
  );
  if (written.length < changes.length) {
    throw new WriteConflict(reject('CODE_TAKEN', 'The booking code is in use already; try again.', { code: 'ABORTED' }));
  }
}

async function updateChanged(query: Query, changes: readonly Change<Booking>[]): Promise<void> {
  if (changes.length === 0) return;
  await query.run(
    `update booking b set version = n.version, status = n.status, hold_fence = n.hold_fence, hold_claimed = n.hold_claimed,
       lanes = n.lanes, payment = n.payment, receipt_id = n.receipt_id, reason = n.reason, updated_time = n.updated_time,
       ${MOVABLE.map((column) => `${column} = n.${column}`).join(', ')}
     from unnest(${TYPES}) as n (${COLUMNS}) where b.tenant_id = n.tenant_id and b.id = n.id and b.id = any($2::uuid[])`,
    columnsOf(changes),
  );
}

async function appendHistory(query: Query, changes: readonly Change<Booking>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, before, after }) => {
    const known = before?.history.length ?? 0;
    return (after?.history.slice(known) ?? []).map((entry, index) => ({ tenantId, id: after?.id, sequence: known + index + 1, ...entry }));
  });
  if (rows.length === 0) return;
  await query.run(
    `insert into booking_history (tenant_id, booking_id, sequence, from_status, to_status, actor, reason, time, change, detail)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::text[])`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.sequence), rows.map((r) => r.from),
      rows.map((r) => r.to), rows.map((r) => r.actor), rows.map((r) => r.reason), rows.map((r) => r.time),
      rows.map((r) => r.change), rows.map((r) => r.detail),
    ],
  );
}

async function appendSteps(query: Query, changes: readonly Change<Booking>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, before, after }) => {
    const known = before?.steps.length ?? 0;
    return (after?.steps.slice(known) ?? []).map((step, index) => ({ tenantId, id: after?.id, sequence: known + index + 1, ...step }));
  });
  if (rows.length === 0) return;
  await query.run(
    `insert into booking_step (tenant_id, booking_id, sequence, name, service, detail, time, failed)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::boolean[])`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.sequence), rows.map((r) => r.name),
      rows.map((r) => r.service), rows.map((r) => r.detail), rows.map((r) => r.time), rows.map((r) => r.failed),
    ],
  );
}
