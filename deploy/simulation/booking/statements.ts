/** What booking's SQL outside turns means in memory: routes, and what `prepare` and queries read. */
import type { ServerState } from '#runtime/testing/memory/server.ts';
import type { Transaction } from '#runtime/testing/memory/transaction.ts';
import { toBookingColumns } from '../../../services/booking/db/booking-row.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import type { Offering } from '../../../services/booking/domain/offering.ts';
import { takesOf } from '../../../services/booking/domain/takes.ts';
import { toMultirange } from '../../../services/booking/db/multirange.ts';
import { all, idsIn, listOf, visible, type Params, type Reading, type Statement } from './reading.ts';
import { availabilityStatements } from './availability-statements.ts';
import { limitStatements } from './limit-statements.ts';
import { scheduleStatements } from './schedule-statements.ts';
import { seriesStatements } from './series-statements.ts';
import { sessionStatements } from './session-statements.ts';
import { bookings, offerings, rules, sessions } from './stores.ts';
import { versionOf } from './versions.ts';
import { waitlistStatements } from './waitlist-statements.ts';

const COLUMNS = `tenant_id id version code status offering offering_id starts ends time_zone local_start local_end session_id party_size lanes staff_id
  staff_name customer_id customer total_minor currency payment_required hold_fence hold_expires hold_claimed payment receipt_id checkout reason
  free_until note trace_id attribution created_time updated_time request_principal request_id request_hash
  hold_minutes hold_extensions policy refund_minor attendees checked_in takes lines series_id series_index`.split(/\s+/);
const JSON_COLUMNS = new Set(['offering', 'customer', 'payment', 'attribution', 'policy', 'attendees', 'takes', 'lines']);

/** Statements by how their text begins. */
const STATEMENTS: readonly Statement[] = [
  ['select session_id, takes from booking', ({ tx, server, params }) => found(tx, server, idsIn(params)).map(({ value: { place } }) => ({
    session_id: place.kind === 'time' ? null : place.sessionId,
    takes: takesOf(place),
  }))],
  ['select version, updated_time', ({ tx, server, params }) => found(tx, server, [params[0]]).map(({ value }) => ({ version: versionOf(server, value.id), updated: value.created }))],
  ['select * from booking where', ({ tx, server, params }) => found(tx, server, idsIn(params)).map(({ tenantId, value }) => rowOf(tenantId, value, versionOf(server, value.id)))],
  ['select * from booking_history', ({ tx, server, params }) => found(tx, server, idsIn(params)).flatMap(({ tenantId, value }) =>
    value.history.map(({ from, to, ...entry }) => ({ tenant_id: tenantId, booking_id: value.id, from_status: from ?? null, to_status: to, ...entry })))],
  ['select * from booking_step', ({ tx, server, params }) => found(tx, server, idsIn(params)).flatMap(({ tenantId, value }) =>
    value.steps.map((step, index) => ({ tenant_id: tenantId, booking_id: value.id, sequence: index + 1, ...step })))],
  ['select r.principal, r.request_id, b.id', glance],
  ['select * from offering', ({ tx, server, params }) => visible(tx, offerings.committed({ state: server }).values)
    .filter(({ key }) => idsIn(params).includes(key.id)).map(({ value }) => offeringRow(value))],
  ...availabilityStatements,
  ...limitStatements,
  ...scheduleStatements,
  ...sessionStatements,
  ...seriesStatements,
  ...waitlistStatements,
];

/** Answers a statement of booking's; throws for one that has no meaning here yet. */
export function bookingStatement(server: () => ServerState) {
  return (tx: Transaction, sql: string, params: Params): object[] => {
    const statement = STATEMENTS.find(([start]) => sql.trimStart().startsWith(start));
    if (!statement) throw new TypeError(`say in ${import.meta.filename} what this means: ${sql.slice(0, 80)}`);
    return statement[1]({ tx, server: server(), params });
  };
}

/** Bookings by the requests that made them, and sessions with what is free. */
function glance({ tx, server, params: [principals, requests, ids] }: Reading): object[] {
  const [who, asked] = [listOf(principals), listOf(requests)];
  const made = visible(tx, bookings.committed({ state: server }).values).filter(({ value: { request } }) =>
    request !== undefined && asked.some((id, index) => id === request.id && who[index] === request.principal));
  const seen = visible(tx, sessions.committed({ state: server }).values).filter(({ key }) => listOf(ids).includes(key.id));
  return [
    ...made.map(({ value }) => ({ principal: value.request?.principal, request_id: value.request?.id, id: value.id, offering_id: value.offering.id, free: null })),
    ...seen.map(({ value }) => ({ principal: null, request_id: null, id: value.id, offering_id: value.offeringId, free: toMultirange(value.free), starts: value.time.start,
      rules: all({ tx, server, params: [] }, rules).find((set) => set.offeringId === value.offeringId) ?? null })),
  ];
}

const found = (tx: Transaction, server: ServerState, ids: readonly unknown[]) =>
  visible(tx, bookings.committed({ state: server }).values).filter(({ key }) => ids.includes(key.id));

/** The row that the service's own mapping makes of a booking, as the driver would give it back. */
function rowOf(tenantId: string, booking: Booking, version: bigint): object {
  const values = toBookingColumns(tenantId, booking, version, booking.created);
  if (values.length !== COLUMNS.length) throw new TypeError(`booking's row has ${values.length} columns; name those here that are new`);
  return Object.fromEntries(COLUMNS.map((name, index) => [name, asRead(name, values[index])]));
}

const asRead = (name: string, value: unknown): unknown => {
  if (value === undefined) return null;
  return JSON_COLUMNS.has(name) && typeof value === 'string' ? JSON.parse(value) : value;
};

const offeringRow = (o: Offering): object => ({
  id: o.id, kind: o.kind, title: o.title, place: o.place, price_minor: o.price.minor, currency: o.price.currency, duration_minutes: o.durationMinutes,
  time_zone: o.timeZone, capacity: o.capacity, paid_online: o.paidOnline, hold_minutes: o.holdMinutes,
  free_cancellation_hours: o.freeCancellationHours, published: o.published,
  variants: o.variants.map(({ id, name, price }) => ({ id, name, ...(price && { minor: String(price.minor) }) })),
  add_ons: o.addOns.map(({ id, name, price, extraMinutes }) => ({ id, name, minor: String(price.minor), extraMinutes })),
});
