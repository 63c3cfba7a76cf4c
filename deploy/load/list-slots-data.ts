/** A busy business written straight into booking's tables: staff, rooms, offerings with rules, and years of claims. */
import pg from 'pg';
import { newId, toTypeId } from '#runtime/ids.ts';
import type { Network } from '../test/network.ts';

export const STAFF = 20;
export const ROOMS = 5;
export const OFFERINGS = 100;
const HOURS_A_DAY = 9;
const DAYS_EITHER_SIDE = 215;

export interface BusyBusiness extends AsyncDisposable {
  /** Offerings of an hour that all staff serve, each second one with a room; `off_…`. */
  readonly offerings: readonly string[];
  /** `stf_…`. */
  readonly staff: readonly string[];
  /** Bookings, with their claims, that are there at the beginning. */
  readonly bookings: number;
  /** Adds claims before everything else until there are so many such; they are as dense as calendars get. */
  growPastTo(rows: number): Promise<void>;
}

const WEEK = JSON.stringify([1, 2, 3, 4, 5].map((day) => ({ day, start: '09:00', end: '18:00' })));

export async function openBusyBusiness({ berth, shop }: Network): Promise<BusyBusiness> {
  const url = new URL(berth.infrastructure.adminUrl);
  url.pathname = '/berth_booking';
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  const ids = (count: number): string[] => Array.from({ length: count }, () => newId());
  const [staff, rooms, offerings] = [ids(STAFF), ids(ROOMS), ids(OFFERINGS)];
  await insertOfferings(pool, shop.tenantId, offerings);
  await insertBookables(pool, shop.tenantId, offerings, staff, rooms);
  const bookings = await insertBookings(pool, shop.tenantId, offerings, staff, rooms);
  let past = 0;
  await pool.query('analyze');
  return {
    offerings: offerings.map((id) => toTypeId('off', id)),
    staff: staff.map((id) => toTypeId('stf', id)),
    bookings,
    async growPastTo(rows) {
      await insertPast(pool, shop.tenantId, [...staff, ...rooms], past, rows);
      past = rows;
      await pool.query('vacuum analyze claim');
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

async function insertOfferings(pool: pg.Pool, tenantId: string, offerings: readonly string[]): Promise<void> {
  await pool.query(
    `insert into offering (tenant_id, id, version, kind, title, place, price_minor, currency, duration_minutes, time_zone, capacity, paid_online, hold_minutes,
       free_cancellation_hours, published, variants, add_ons, created_time, updated_time)
     select $1, id, 1, 'appointment', 'Massage', '', 4500, 'EUR', 60, 'Europe/Lisbon', 1, true, 15, 24, true, '[]', '[]', now(), now() from unnest($2::uuid[]) as o (id)`,
    [tenantId, offerings],
  );
  const need = (kind: string) => ({ kind, count: 1, skills: [], offsetMinutes: 0, minutes: 0 });
  await pool.query(
    `insert into booking_rules (tenant_id, offering_id, version, rules, created_time, updated_time)
     select $1, id, 1, $3, now(), now() from unnest($2::uuid[]) as o (id)`,
    [tenantId, offerings.filter((_, index) => index % 2 === 1), JSON.stringify({ needs: [need('staff'), need('room')] })],
  );
}

async function insertBookables(pool: pg.Pool, tenantId: string, offerings: readonly string[], staff: readonly string[], rooms: readonly string[]): Promise<void> {
  const common = `tenant_id, id, version, name, skills, time_zone, weekly_hours, date_overrides, created_time, updated_time`;
  const values = `$1, id, 1, 'Bookable ' || id, '{}', 'Europe/Lisbon', $3::jsonb, '[]', now(), now()`;
  await pool.query(`insert into staff (${common}, offering_ids) select ${values}, $4::uuid[] from unnest($2::uuid[]) as s (id)`, [tenantId, staff, WEEK, offerings]);
  await pool.query(`insert into resource (${common}, kind) select ${values}, 'room' from unnest($2::uuid[]) as s (id)`, [tenantId, rooms, WEEK]);
}

/** Of each member of staff three quarters of the hours of each weekday are booked, of each room as many. */
async function insertBookings(pool: pg.Pool, tenantId: string, offerings: readonly string[], staff: readonly string[], rooms: readonly string[]): Promise<number> {
  const calendars = [...staff, ...rooms];
  const { rowCount } = await pool.query(
    `with taken as (
       select gen_random_uuid() as booking_id, c.id as calendar, c.index,
         (current_date + day + make_interval(hours => 9 + hour)) at time zone 'Europe/Lisbon' as starts
       from unnest($2::uuid[]) with ordinality as c (id, index), generate_series(-$3::int, $3::int) as day, generate_series(0, $4::int - 1) as hour
       where extract(isodow from current_date + day) < 6 and (hashint8(c.index * 1000003 + day * 1009 + hour) & 3) > 0
     ), claims as (
       insert into claim (tenant_id, id, resource_id, booking_id, starts, ends)
       select $1, gen_random_uuid(), calendar, booking_id, starts, starts + interval '1 hour' from taken returning booking_id
     )
     insert into booking (tenant_id, id, version, code, status, offering, offering_id, starts, ends, time_zone, local_start, local_end, party_size, staff_id, staff_name,
       customer_id, customer, total_minor, currency, payment_required, hold_fence, hold_expires, hold_claimed, checkout, reason, free_until, note, trace_id, attribution,
       created_time, updated_time, takes, lines)
     select $1, booking_id, 1, booking_id::text, 'confirmed', '{}', ($5::uuid[])[1 + index % array_length($5::uuid[], 1)], starts, starts + interval '1 hour', 'Europe/Lisbon', '', '', 1,
       calendar, 'Rita', $1, '{}', 4500, 'EUR', true, 1, starts, true, 'self', '', starts, '', '', '{}', now(), now(), jsonb_build_array(jsonb_build_object('id', calendar)), '[]'
     from taken`,
    [tenantId, calendars, DAYS_EITHER_SIDE, HOURS_A_DAY, offerings],
  );
  return rowCount ?? 0;
}

/** Quarters of an hour without a gap, backwards from before everything else. */
async function insertPast(pool: pg.Pool, tenantId: string, calendars: readonly string[], from: number, to: number): Promise<void> {
  await pool.query(
    `insert into claim (tenant_id, id, resource_id, booking_id, starts, ends)
     select $1, gen_random_uuid(), ($2::uuid[])[1 + n % $5::int], gen_random_uuid(), starts, starts + interval '15 minutes'
     from generate_series($3::int, $4::int - 1) as n,
     lateral (select date_trunc('day', now()) - make_interval(days => $6::int, mins => 15 * (1 + n / $5::int)) as starts) as at`,
    [tenantId, calendars, from, to, calendars.length, DAYS_EITHER_SIDE + 1],
  );
}
