/** A little of everything that invariants look at, at two businesses, with each call in the log: for the controls of the invariants. */
import { randomUUID } from 'node:crypto';
import { BookingService, BookingState, type Booking } from '@berth/sdk';
import { createRandom } from '../../load/random.ts';
import type { Network } from '../../test/network.ts';
import { CARDS, payWith, readyCheckout, until } from '../../test/pay.ts';
import type { CallLog } from '../load/call-log.ts';
import { type Customer, registerCustomer } from '../load/customer.ts';
import { type Market, type Offer, openMarket } from '../load/market.ts';
import { recorded } from '../load/recorded.ts';

export interface Story {
  readonly markets: readonly [Market, Market];
  readonly customers: ReadonlyMap<string, Customer>;
}

const { createBooking, cancelBooking, getBooking } = BookingService.method;
const DONE = ['booking.confirmed', 'receipt.generated', 'notification.sent'];

/** Two are paid and confirmed (a session's only place, and a time with staff), one is refused, one is paid back, one held, one at the other business. */
export async function tellStory(network: Network, log: CallLog): Promise<Story> {
  const markets: [Market, Market] = [await openMarket(network), await openMarket(network)];
  const [home, elsewhere] = markets;
  const join = (market: Market, name: string): Promise<Customer> =>
    registerCustomer({ network, url: network.url, market, log, random: createRandom(1), pauseMs: 0, signal: AbortSignal.abort() }, name);
  const [ana, ben, sam] = [await join(home, 'ana'), await join(home, 'ben'), await join(elsewhere, 'sam')];
  const tell = { network, log };
  const only = await seat(home, 1);
  await paid(tell, ana, only);
  await hold(tell, ben, only);
  await paid(tell, ana, { offeringId: home.shop.appointment, place: await firstSlot(home), paid: true, contended: true });
  const wide = await seat(home, 20);
  await cancel(tell, ben, await paid(tell, ben, wide));
  await hold(tell, ben, wide);
  await paid(tell, sam, await seat(elsewhere, 1));
  return { markets, customers: new Map([ana, ben, sam].map((customer) => [customer.customer, customer])) };
}

interface Telling {
  readonly network: Network;
  readonly log: CallLog;
}

const seat = async ({ shop }: Market, capacity: number): Promise<Offer> => ({
  offeringId: shop.paid,
  place: { case: 'sessionId', value: await shop.session(shop.paid, capacity) },
  paid: true,
  contended: true,
});

/** Any time of the only member of staff. */
async function firstSlot({ pick }: Market): Promise<Offer['place']> {
  const random = createRandom(1);
  for (;;) {
    const { place } = pick(random);
    if (place.case === 'slot') return place;
  }
}

async function hold({ log }: Telling, customer: Customer, { offeringId, place }: Offer): Promise<Booking | undefined> {
  const attribution = { marketingConsent: true, utmSource: 'tiktok', ttclid: 'a-click', pageUrl: 'https://harbour.example/reef' };
  const request = { requestId: randomUUID(), offeringId, place, attribution };
  const result = await recorded(log, customer, createBooking, request, (asked) => customer.client.bookings.createBooking(asked));
  return result.outcome === 'ok' ? result.reply.booking : undefined;
}

async function paid(telling: Telling, customer: Customer, offer: Offer): Promise<Booking> {
  const held = await hold(telling, customer, offer);
  if (!held) throw new Error('the place was not free');
  await payWith(telling.network, await readyCheckout(customer.client, held.id), CARDS.good);
  await until(customer.client, held.id, ({ state }, steps) => state === BookingState.CONFIRMED && DONE.every((step) => steps.includes(step)));
  await recorded(telling.log, customer, getBooking, { id: held.id }, (asked) => customer.client.bookings.getBooking(asked));
  return held;
}

async function cancel({ log }: Telling, customer: Customer, { id }: Booking): Promise<void> {
  const request = { requestId: randomUUID(), id, reason: 'plans changed' };
  await recorded(log, customer, cancelBooking, request, (asked) => customer.client.bookings.cancelBooking(asked));
}
