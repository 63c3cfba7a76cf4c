/** Sample bookings, made by the customers themselves through the same RPCs as on the page. */
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Slot } from '#proto/berth/booking/v1/booking_pb.ts';
import { Failure } from '#runtime/errors.ts';
import { fromTypeId } from '#runtime/ids.ts';
import { bookingsFor, type Outcome, type PlannedBooking } from './booking-plan.ts';
import { between } from './chance.ts';
import { asAdmin, asCustomer, requestIdOf, type Clients } from './clients.ts';
import { patiently } from './patience.ts';
import type { Stocked } from './schedule.ts';

/** What becomes of a business's bookings, in the order in which they are made. */
export const OUTCOMES: readonly Outcome[] = [
  'confirmed', 'confirmed', 'pending', 'confirmed', 'cancelled', 'pending', 'confirmed', 'confirmed',
  'pending', 'confirmed', 'cancelled', 'confirmed', 'pending', 'confirmed', 'confirmed',
];

/** Makes those that are not there yet. */
export async function makeBookings(clients: Clients, stocked: Stocked, customers: readonly string[], now: Date): Promise<number> {
  const made = await bookingsThere(clients, stocked.tenantId);
  let count = 0;
  for (const planned of bookingsFor(stocked.planned, customers.length, OUTCOMES)) {
    const customer = customers[planned.customer];
    const offeringId = stocked.ids.get(planned.title);
    if (customer === undefined || offeringId === undefined || made.has(`${customer} ${offeringId}`)) continue;
    if (await book(clients, { stocked, planned, customer, offeringId, now })) count += 1;
  }
  return count;
}

async function bookingsThere({ bookings }: Clients, tenantId: string): Promise<Set<string>> {
  const list = await patiently(() => bookings.listBookings({ pageSize: 200 }, { caller: asAdmin(tenantId) }));
  return new Set(list.bookings.map(({ customer, offering }) => `${fromTypeId('usr', customer?.id ?? '', 'customer.id')} ${offering?.id}`));
}

interface Wish {
  readonly stocked: Stocked;
  readonly planned: PlannedBooking;
  readonly customer: string;
  readonly offeringId: string;
  readonly now: Date;
}

const DAY_MS = 86_400_000;
const TRIES = 5;

/** Takes one of the next times; another one when someone was faster. False when there is none. */
async function book(clients: Clients, wish: Wish): Promise<boolean> {
  const { planned, stocked, offeringId, customer, now } = wish;
  const caller = asCustomer(stocked.tenantId, customer);
  const span = { fromTime: timestampFromDate(new Date(now.getTime() + DAY_MS)), toTime: timestampFromDate(new Date(now.getTime() + 45 * DAY_MS)) };
  const { slots } = await patiently(() => clients.availability.listSlots({ offeringId, ...span }, { caller }));
  const fitting = slots.filter(({ placesLeft, sessionId }) => sessionId === '' || placesLeft >= planned.partySize);
  const first = between(0, Math.max(0, Math.min(fitting.length, 40) - 1), planned.title);
  for (const slot of fitting.slice(first, first + TRIES)) {
    const id = await take(clients, wish, slot);
    if (id === undefined) continue;
    if (planned.outcome === 'cancelled') {
      const request = { id, reason: 'Plans have changed' };
      await patiently(() => clients.bookings.cancelBooking(request, { caller, requestId: requestIdOf('cancel', id) }));
    }
    return true;
  }
  return false;
}

/** The booking's id, or `undefined` when the time is taken. */
async function take({ bookings }: Clients, { planned, stocked, offeringId, customer }: Wish, slot: Slot): Promise<string | undefined> {
  const { partySize, note } = planned;
  const start = slot.time?.startTime;
  if (!start) return undefined;
  const place = slot.sessionId === '' ? { case: 'slot', value: { startTime: start } } as const : { case: 'sessionId', value: slot.sessionId } as const;
  const requestId = requestIdOf('booking', customer, offeringId, timestampDate(start).toISOString());
  try {
    const request = { offeringId, place, partySize, note };
    const { booking } = await patiently(() => bookings.createBooking(request, { caller: asCustomer(stocked.tenantId, customer), requestId }));
    return booking?.id;
  } catch (error) {
    if (error instanceof Failure && error.reason === 'SLOT_TAKEN') return undefined;
    throw error;
  }
}
