/** Ways to break what invariants guard, as an administrator with bad intentions would: each has to be found. */

/** Statements for one database, and what the invariant then says. */
export interface Damage {
  readonly invariant: string;
  readonly what: string;
  readonly service: string;
  readonly sql: readonly string[];
  readonly says: RegExp;
}

// Triggers and foreign keys stay out of the way of an administrator in this mode.
const FREELY = 'set local session_replication_role = replica';
const CONFIRMED = `(select id from booking where status = 'confirmed' and session_id is not null order by id limit 1)`;
const CANCELLED = `(select id from booking where status = 'cancelled' limit 1)`;
/** Another booking with the same everything, but its own id and code. */
const copyOf = (where: string): string =>
  `insert into booking select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', 'COPY-' || substr(b.code, 1, 4), 'request_id', 'another'))).* from booking b where ${where}`;

const damage = (invariant: string, service: string, what: string, says: RegExp, ...sql: string[]): Damage => ({ invariant, service, what, says, sql });

export const DAMAGES: readonly Damage[] = [
  damage('I1', 'booking', 'an overlapping claim, its constraint dropped', /two claims of one calendar overlap/,
    'alter table claim drop constraint claim_never_overlaps',
    `insert into claim (tenant_id, id, resource_id, lane, booking_id, starts, ends)
     select tenant_id, gen_random_uuid(), resource_id, lane, booking_id, starts + interval '30 minutes', ends + interval '30 minutes' from claim limit 1`),
  damage('I1', 'booking', 'a seat sold twice, its constraint dropped', /taken twice/, 'alter table seat drop constraint seat_taken_once', 'insert into seat select * from seat limit 1'),
  damage('I1', 'booking', 'a seat that the session does not have', /taken twice or does not exist/, 'update seat set lane = 1000000 where (tenant_id, session_id, lane) in (select tenant_id, session_id, lane from seat limit 1)'),
  damage('I1', 'booking', 'a free place that is lost', /neither free nor taken/, `update session set free = free - int4multirange(int4range(lower(free), lower(free) + 1)) where not isempty(free)`),
  damage('I1', 'booking', 'a taken place that is called free', /neither free nor taken, or both/, `update session set free = int4multirange(int4range(0, capacity))`),
  damage('I1', 'booking', 'more guests than places', /more guests than places/, `update booking set party_size = 1000 where id = ${CONFIRMED}`),
  damage('I1', 'booking', 'two bookings of one time', /two live bookings of one member of staff overlap/, copyOf(`status = 'confirmed' and staff_id is not null`)),
  damage('I1', 'booking', 'a booking that lost its place', /other places than it was given/, `delete from seat where booking_id = ${CONFIRMED}`),
  damage('I1', 'booking', 'a place kept for a cancelled booking', /taken for a booking that has ended/, `update seat set booking_id = ${CANCELLED} where booking_id = ${CONFIRMED}`),
  damage('I2', 'booking', 'an acknowledged booking deleted', /which does not exist/, `delete from booking where id = ${CONFIRMED}`),
  damage('I2', 'booking', 'another code than the customer was told', /with code .*; stored is/, `update booking set code = 'ANOTHER' where id = ${CONFIRMED}`),
  damage('I2', 'booking', 'a confirmation that was forgotten', /as confirmed, which it never was/, `delete from booking_history where to_status = 'confirmed'`),
  damage('I2', 'booking', 'a cancellation that was undone', /as cancelled; it is confirmed/, `update booking set status = 'confirmed' where id = ${CANCELLED}`),
  damage('I2', 'booking', 'a booking that nobody asked for', /never told of/, copyOf(`b.id = ${CONFIRMED}`)),
  damage('I3', 'payment', 'a payment that says it took more', /captured here, .* at Stripe/, `update payment set captured_minor = captured_minor + 1 where captured_minor > 0`),
  damage('I3', 'payment', 'a payment lost', /which belongs to no payment/, FREELY, `delete from payment where id = (select id from payment where captured_minor > 0 limit 1)`),
  damage('I3', 'payment', 'half an entry of the ledger lost', /its ledger is off by/, FREELY, 'delete from ledger_line where line = (select min(line) from ledger_line)'),
  damage('I3', 'payment', 'a whole entry of the ledger lost', /the ledger has/, FREELY, `delete from ledger_line where kind = 'refund_payout'`),
  damage('I3', 'payment', 'a refund forgotten', /given back here/, FREELY, 'delete from refund'),
  damage('I3', 'payment', 'a capture under way', /is still under way/, `update payment set status = 'capturing' where id = (select id from payment limit 1)`),
  damage('I3', 'booking', 'a paid booking dropped without a refund', /keeps .* for a booking that is cancelled/, `update booking set status = 'cancelled' where id = ${CONFIRMED}`),
  damage('I3', 'booking', 'a booking confirmed without money', /nobody paid for it/, `update booking set status = 'confirmed' where status = 'pending'`),
  damage('I4', 'receipt', 'a receipt lost', /has no receipt/, 'delete from receipt where id = (select id from receipt limit 1)'),
  damage('I4', 'receipt', 'two receipts for one payment, the constraint dropped', /has 2 of: receipt/,
    'alter table receipt drop constraint receipt_tenant_id_payment_id_key',
    `insert into receipt select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'sequence', 999))).* from receipt r limit 1`),
  damage('I4', 'receipt', 'a receipt that was not printed', /was not printed/, 'update receipt set object_key = null, pdf_sha256 = null'),
  damage('I4', 'integration', 'a TikTok event given up', /the TikTok event of .* is failed/, `update tracked_event set state = 'failed'`),
  damage('I5', 'booking', 'an event that is not published', /wait in the outbox/, 'update outbox set published_time = null where seq = (select min(seq) from outbox)'),
  damage('I5', 'booking', 'an event lost before it was published', /events up to version/, `delete from outbox where seq = (
      select min(o.seq) from outbox o where o.key_version = 1 and exists (select from outbox later where later.tenant_id = o.tenant_id and later.key = o.key and later.key_version = 2))`),
  damage('I5', 'notification', 'an event that a consumer never saw', /BERTH_BOOKING\.notification has not taken/, `delete from consumer_position where consumer = 'BERTH_BOOKING.notification'`),
  damage('I5', 'notification', 'an event that a consumer passed over', /BERTH_BOOKING\.notification has not taken/, `update consumer_position set missing = '{[1,2)}' where consumer = 'BERTH_BOOKING.notification'`),
  damage('I5', 'receipt', 'a dead letter', /is a dead letter of/,
    `insert into dead_letter (id, tenant_id, consumer, event_id, subject, headers, payload, error, attempts, created_time)
     select gen_random_uuid(), gen_random_uuid(), 'BERTH_BOOKING.receipt', gen_random_uuid(), 'x', '{}', '', 'Error: poison', 8, now()`),
  damage('I6', 'booking', 'a hold that does not end', /still keeps its place/, `update booking set hold_expires = now() - interval '1 minute' where status = 'pending'`),
  damage('I6', 'booking', 'a claim that leads nowhere', /neither confirmed nor released/, `update booking set hold_claimed = true where status = 'pending'`),
  damage('I6', 'booking', 'money without a booking or a refund', /without a confirmed booking and without a refund/, `update booking set status = 'expired' where id = ${CONFIRMED}`),
  damage('I6', 'payment', 'an effect given up', /is parked: the bank is closed/,
    `insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, due_time, traceparent, last_error, parked_time, created_time)
     select gen_random_uuid(), gen_random_uuid(), 'payment', 'payment', gen_random_uuid(), 'captureIntent', 'effect', '{}', now(), '', 'the bank is closed', now(), now()`),
  damage('I7', 'booking', "an event of one tenant under another's name", /which is not its tenant's/,
    `update outbox o set tenant_id = (select tenant_id from booking where tenant_id <> o.tenant_id limit 1) where seq = (select min(seq) from outbox where subject like '%.booking-created.%')`),
  damage('I7', 'booking', 'an event published for another tenant', /and goes to/, `update outbox set subject = 'berth.booking.booking-created.tnt_00000000000000000000000000.x' where seq = (select min(seq) from outbox where subject like '%.booking-created.%')`),
];
