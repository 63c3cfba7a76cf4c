/** Who wants what: sources of bookings that never run into each other, one for each side of a comparison. */
import type { Submission } from '../../../services/runtime/actor/submission.ts';
import { newId } from '../../../services/runtime/ids.ts';
import type { MailboxDatabase } from './mailbox-database.ts';
import { preloadedCalendar, preloadedTenant, PRELOADED_TENANTS } from './preload.ts';
import { calendarBooking, sessionBooking } from './workload.ts';

const QUARTER_MS = 900_000;

/** Gives one booking after the other. */
export type Source = () => Submission<never, never>;

/** The same, with so many made already: what is measured is the mailbox, and not who prepares bookings for it on the same thread. Throws after the last. */
export function madeAhead(source: Source, count: number): Source {
  const made = Array.from({ length: count }, source);
  let next = 0;
  return () => {
    const booking = made[next++];
    if (!booking) throw new RangeError(`more than ${count} turns were asked for: make more ahead`);
    return booking;
  };
}

export async function hotSession(database: MailboxDatabase, side: number): Promise<Source> {
  const tenantId = preloadedTenant(side);
  const [sessionId, offeringId] = [newId(), newId()];
  await database.admin(
    `insert into session (tenant_id, id, version, offering_id, starts, ends, time_zone, local_start, local_end, capacity, free, created_time, updated_time)
     values ($1, $2, 1, $3, now() + interval '10 days', now() + interval '10 days 2 hours', 'Europe/Lisbon', '2027-01-01T20:00', '2027-01-01T22:00', 1000000, '{[0,1000000)}', now(), now())`,
    [tenantId, sessionId, offeringId],
  );
  return () => sessionBooking(tenantId, sessionId, offeringId);
}

/** One quarter of an hour after the other, from some days ahead on. */
export function quarters(days: number): () => Date {
  let next = Math.ceil(Date.now() / QUARTER_MS) * QUARTER_MS + days * 24 * 3_600_000;
  return () => new Date((next += QUARTER_MS));
}

export async function hotCalendar(_: MailboxDatabase, side: number): Promise<Source> {
  const time = quarters(1);
  return () => calendarBooking(preloadedTenant(side), preloadedCalendar(side), time());
}

export async function spread(_: MailboxDatabase, side: number): Promise<Source> {
  const calendars = PRELOADED_TENANTS * 4;
  // Years after what the hot calendar's callers took.
  const time = quarters(3_650);
  let start = time();
  let number = 0;
  return () => {
    number += 1;
    if (number % calendars === 0) start = time();
    // A stride that is prime to the number of calendars: neighbours in time are never neighbours in the tables.
    const calendar = ((number * 1_237) % calendars) + side * calendars;
    return calendarBooking(preloadedTenant(calendar % PRELOADED_TENANTS), preloadedCalendar(calendar), start);
  };
}

/** One business: its eight calendars in turn. */
export function businessOf(tenant: number): Source {
  const time = quarters(2_000);
  let start = time();
  let number = 0;
  return () => {
    number += 1;
    if (number % 8 === 0) start = time();
    return calendarBooking(preloadedTenant(tenant), preloadedCalendar(tenant + (number % 8) * PRELOADED_TENANTS), start);
  };
}
