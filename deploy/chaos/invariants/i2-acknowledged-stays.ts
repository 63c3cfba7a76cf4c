/** I2: what a customer was told is so, and nothing exists that nobody asked for. */
import { BookingSchema, CancelBookingResponseSchema, CreateBookingResponseSchema, GetBookingResponseSchema, BookingState, type Booking } from '@berth/sdk';
import { fromBinary } from '@bufbuild/protobuf';
import { tryTypeId } from '#runtime/ids.ts';
import type { Call } from '../load/call-log.ts';
import type { Evidence, Invariant } from './evidence.ts';

interface BookingRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly code: string;
  readonly status: string;
  readonly customer_id: string;
  readonly session_id: string | null;
  readonly staff_id: string | null;
  readonly starts: Date;
  readonly party_size: number;
  readonly total_minor: string;
  readonly was_confirmed: boolean;
}

const ROWS = `select id, tenant_id, code, status, customer_id, session_id, staff_id, starts, party_size, total_minor,
  exists (select from booking_history h where h.tenant_id = b.tenant_id and h.booking_id = b.id and h.to_status = 'confirmed') as was_confirmed
  from booking b where tenant_id = any($1::uuid[])`;

const REPLIES = new Map([
  ['CreateBooking', (bytes: Uint8Array) => fromBinary(CreateBookingResponseSchema, bytes).booking],
  ['GetBooking', (bytes: Uint8Array) => fromBinary(GetBookingResponseSchema, bytes).booking],
  ['CancelBooking', (bytes: Uint8Array) => fromBinary(CancelBookingResponseSchema, bytes).booking],
]);

export const acknowledgedStays: Invariant = {
  name: 'I2',
  meaning: 'Every booking, confirmation and cancellation that a customer was told of exists unchanged; a request makes at most one booking, and only requests make bookings.',
  async check(evidence: Evidence) {
    const found = await evidence.rows('booking')<BookingRow>(ROWS, [evidence.tenants]);
    const rows = new Map(found.map((row) => [row.id, row]));
    const told = evidence.calls.flatMap((call) => toldOf(call));
    return [...told.flatMap(({ call, booking }) => contradictions(call, booking, rows)), ...doubles(told), ...fromNothing(evidence, found, told)];
  },
};

interface Told {
  readonly call: Call;
  readonly booking: Booking;
}

function toldOf(call: Call): Told[] {
  const read = REPLIES.get(call.method);
  const booking = call.bytes === undefined ? undefined : read?.(Buffer.from(call.bytes, 'base64'));
  return booking?.$typeName === BookingSchema.typeName ? [{ call, booking }] : [];
}

function contradictions(call: Call, booking: Booking, rows: ReadonlyMap<string, BookingRow>): string[] {
  const row = rows.get(tryTypeId('bkg', booking.id) ?? '');
  const what = `${call.method} told ${call.customer} at ${new Date(call.answered).toISOString()} of ${booking.id}`;
  if (!row) return [`${what}, which does not exist`];
  const different = Object.entries(factsOf(booking)).filter(([name, value]) => String(value) !== String(factsIn(row)[name]));
  return [
    ...different.map(([name, value]) => `${what} with ${name} ${String(value)}; stored is ${String(factsIn(row)[name])}`),
    ...(booking.state === BookingState.CONFIRMED && !row.was_confirmed ? [`${what} as confirmed, which it never was`] : []),
    ...(booking.state === BookingState.CANCELLED && row.status !== 'cancelled' ? [`${what} as cancelled; it is ${row.status}`] : []),
    ...(call.tenant === row.tenant_id ? [] : [`${what}, which is another tenant's`]),
  ];
}

/** What never changes after the hold. */
const factsOf = (booking: Booking): Record<string, unknown> => ({
  code: booking.code,
  customer: tryTypeId('usr', booking.customer?.id ?? ''),
  session: tryTypeId('ses', booking.sessionId) ?? null,
  staff: tryTypeId('stf', booking.staffId) ?? null,
  start: Number(booking.time?.startTime?.seconds ?? 0n),
  places: booking.partySize,
  total: booking.total?.amountMinor,
});

const factsIn = (row: BookingRow): Record<string, unknown> => ({
  code: row.code,
  customer: row.customer_id,
  session: row.session_id,
  staff: row.staff_id,
  start: Math.floor(row.starts.getTime() / 1000),
  places: row.party_size,
  total: row.total_minor,
});

function doubles(told: readonly Told[]): string[] {
  const created = told.filter(({ call }) => call.method === 'CreateBooking');
  return [...Map.groupBy(created, ({ call }) => call.requestId ?? '')].flatMap(([requestId, answers]) => {
    const ids = new Set(answers.map(({ booking }) => booking.id));
    return ids.size > 1 ? [`request ${requestId} was answered with several bookings: ${[...ids].join(', ')}`] : [];
  });
}

/** A customer has no more bookings than were acknowledged to them, and requests whose outcome they never learned. */
function fromNothing({ calls }: Evidence, rows: readonly BookingRow[], told: readonly Told[]): string[] {
  const known = new Set(told.map(({ booking }) => tryTypeId('bkg', booking.id)));
  const attempts = Map.groupBy(calls.filter(({ method }) => method === 'CreateBooking'), ({ customer }) => tryTypeId('usr', customer) ?? '');
  return [...Map.groupBy(rows, ({ customer_id }) => customer_id)].flatMap(([customer, theirs]) => {
    const theirAttempts = attempts.get(customer);
    if (!theirAttempts) return []; // nobody of the load: a probe
    const requests = Map.groupBy(theirAttempts, ({ requestId }) => requestId ?? '');
    const open = [...requests.values()].filter((tries) => !tries.some(({ outcome }) => outcome === 'ok') && tries.some(({ outcome }) => outcome === 'unknown'));
    const unexplained = theirs.filter(({ id }) => !known.has(id));
    return unexplained.length > open.length
      ? [`customer ${customer} has ${unexplained.length} bookings that they were never told of, but only ${open.length} requests of unknown outcome`]
      : [];
  });
}
