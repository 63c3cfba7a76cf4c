/** SQL that fills booking's tables as if it had been in use by 500 businesses for a while. */

/** Businesses that the rows are spread over. */
export const PRELOADED_TENANTS = 500;

// Ids made from numbers: the same row of every run has the same id, and all rows of a kind are told apart.
const idOf = (kind: number, number: string): string => `(lpad(to_hex(${kind}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** The tenant with this number, from 0. */
export const preloadedTenant = (number: number): string => uuidOf(1, number);
/** The calendar with this number; it belongs to the tenant with the number's remainder by 500. */
export const preloadedCalendar = (number: number): string => uuidOf(2, number);

const uuidOf = (kind: number, number: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

const TENANT = idOf(1, `n % ${PRELOADED_TENANTS}`);
/** Calendars: eight for each tenant. */
const CALENDAR = idOf(2, `n % ${PRELOADED_TENANTS * 8}`);
const SESSION = idOf(3, `n / 100`);
const BOOKING = idOf(4, 'n');
// A quarter of an hour after the other on its calendar, ending about now.
const STARTS = `date_trunc('hour', now()) - interval '15 minutes' * (n / ${PRELOADED_TENANTS * 8} + 1)`;

const OFFERING = `jsonb_build_object('id', ${idOf(5, 'n % 2000')}, 'kind', 'appointment', 'title', 'Deep tissue massage', 'place', 'Rua da Prata 80, Lisbon', 'unitMinor', '6500')`;
const CUSTOMER = `jsonb_build_object('id', ${idOf(6, 'n % 100000')}, 'name', 'Ana Marques', 'email', 'ana' || n || '@example.com', 'phone', '+351912345678')`;

/** In order. Constraints that are slow to keep row by row are put back after their table is full. */
export function preloadStatements(rows: number): string[] {
  const from = `from generate_series(0, ${rows - 1}) as n`;
  return [
    `set session_replication_role = replica`,
    `alter table claim drop constraint claim_never_overlaps`,
    `insert into claim (tenant_id, id, resource_id, booking_id, starts, ends)
     select ${TENANT}, ${idOf(7, 'n')}, ${CALENDAR}, ${BOOKING}, ${STARTS}, ${STARTS} + interval '15 minutes' ${from}`,
    `alter table claim add constraint claim_never_overlaps exclude using gist (lane_key with =, period with &&)`,
    `insert into seat (tenant_id, session_id, lane, booking_id) select ${idOf(1, `(n / 100) % ${PRELOADED_TENANTS}`)}, ${SESSION}, n % 100, ${BOOKING} ${from}`,
    `insert into booking (tenant_id, id, version, code, status, offering, offering_id, starts, ends, time_zone, local_start, local_end, party_size, staff_id,
       staff_name, customer_id, customer, total_minor, currency, payment_required, hold_fence, hold_expires, hold_claimed, checkout, reason, free_until,
       note, trace_id, attribution, lines, created_time, updated_time)
     select ${TENANT}, ${BOOKING}, 3, 'P' || n, 'confirmed', ${OFFERING}, ${idOf(5, 'n % 2000')}, ${STARTS}, ${STARTS} + interval '15 minutes', 'Europe/Lisbon',
       '2026-05-04T10:00', '2026-05-04T10:15', 1, ${CALENDAR}, 'Rita', ${idOf(6, 'n % 100000')}, ${CUSTOMER}, 6500, 'EUR', true, 1, now(), true,
       'self', '', now(), '', '', '{}', '[]', now(), now() ${from}`,
    `insert into booking_history (tenant_id, booking_id, sequence, from_status, to_status, actor, reason, time)
     select ${TENANT}, ${BOOKING}, 1, null, 'pending', 'service:bench', '', now() ${from}`,
    `insert into booking_step (tenant_id, booking_id, sequence, name, service, detail, time, failed)
     select ${TENANT}, ${BOOKING}, 1, 'booking.created', 'booking', 'Place held', now(), false ${from}`,
    `insert into actor_anchor (tenant_id, type, key, version, event_version) select ${TENANT}, 'booking', ${BOOKING}, 3, 3 ${from}`,
    `insert into request_log (tenant_id, principal, method, request_id, body_hash, reply, created_time)
     select ${TENANT}, ${idOf(6, 'n % 100000')}::text, 'berth.booking.v1.BookingService/CreateBooking', ${idOf(8, 'n')}::text,
       decode(md5(n::text) || md5((n + 1)::text), 'hex'), decode(repeat(md5(n::text), 12), 'hex'), now() ${from}`,
    `insert into outbox (id, tenant_id, type, key, key_version, subject, headers, payload, created_time, published_time, stream, stream_seq)
     select ${idOf(9, 'n')}, ${TENANT}, 'booking.created', ${BOOKING}, 1, 'berth.booking.created', jsonb_build_object('ce-id', ${idOf(9, 'n')}, 'ce-type', 'booking.created'),
       decode(repeat(md5(n::text), 12), 'hex'), now(), now(), 'BERTH_BOOKING', n + 1 ${from}`,
    `set session_replication_role = origin`,
  ];
}
