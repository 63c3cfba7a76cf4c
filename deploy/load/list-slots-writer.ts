/** A thread that books at a rate until it is told to stop, so that whoever measures lists does not wait for its own bookings. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openJsonCalls, registerCustomer } from './json-calls.ts';

/** What it is given; instants in milliseconds since 1970. */
export interface Writing {
  readonly url: string;
  readonly tenant: string;
  readonly offeringId: string;
  readonly staff: readonly string[];
  /** Bookings a second. */
  readonly rate: number;
  /** Midnight of days on which everybody works and nothing is booked. */
  readonly days: readonly number[];
}

const CHECK_EACH = 10;
// From 10 to 16 UTC everybody works, in summer and winter.
const HOURS = { from: 10, count: 6 };

const { url, tenant, offeringId, staff, rate, days } = workerData as Writing;
const over = new AbortController();
parentPort?.once('message', () => over.abort());

/** Each tenth booking must be gone from a list that is asked for after its answer. */
async function write(n: number): Promise<void> {
  const staffId = staff[n % staff.length] ?? '';
  const turn = Math.floor(n / staff.length);
  const start = (days[Math.floor(turn / HOURS.count)] ?? 0) + (HOURS.from + (turn % HOURS.count)) * 3_600_000;
  const startTime = new Date(start).toISOString();
  await calls.call('berth.booking.v1.BookingService/CreateBooking', { requestId: randomUUID(), offeringId, slot: { startTime, staffId }, checkout: 'CHECKOUT_KIND_CART' });
  if (n % CHECK_EACH !== 0) return;
  const list = await calls.call('berth.booking.v1.AvailabilityService/ListSlots', { offeringId, fromTime: startTime, toTime: new Date(start + 1_000).toISOString(), staffId });
  if (list.includes('localStart')) throw new Error(`a list shows a time that was booked before it was asked for: ${startTime}`);
}

using calls = openJsonCalls(url, tenant, await registerCustomer(url, tenant, `writer-${Date.now()}@example.com`));
parentPort?.postMessage('ready');
const writes: Promise<void>[] = [];
const started = performance.now();
for (let n = 0; !over.signal.aborted; n += 1) {
  await delay(Math.max(0, started + (n * 1_000) / rate - performance.now()));
  writes.push(write(n));
}
await Promise.all(writes);
parentPort?.postMessage(writes.length);
