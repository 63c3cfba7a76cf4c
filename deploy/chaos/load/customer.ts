/** One customer of a business: holds, pays, waits, cancels and comes back, never in a hurry, and writes down every answer. */
import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { BookingService, BookingState, CheckoutState, createBerth, type Berth as Client, type Booking, type Checkout } from '@berth/sdk';
import type { Random } from '../../load/random.ts';
import type { Network } from '../../test/network.ts';
import { CARDS, payWith } from '../../test/pay.ts';
import type { CallLog } from './call-log.ts';
import type { Market, Offer } from './market.ts';
import { recorded, type Result, untilKnown, type Who } from './recorded.ts';

export interface CustomerOptions {
  readonly network: Network;
  /** Where the gateway is, or a proxy before it. */
  readonly url: string;
  readonly market: Market;
  readonly log: CallLog;
  readonly random: Random;
  /** Between two journeys, on average. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

export interface Customer extends Who {
  readonly client: Client;
  /** Repeats journeys until the signal. */
  live(): Promise<void>;
}

const WRITE_BUDGET_MS = 20_000;
const FOLLOW_MS = 15_000;
const POLL_MS = 300;
const { createBooking, cancelBooking, getBooking, getCheckout } = BookingService.method;

/** Registers; the session renews itself, and signs in anew when an outage cost it. */
export async function registerCustomer(options: CustomerOptions, name: string): Promise<Customer> {
  const { market, url } = options;
  const account = { email: `${name}-${randomUUID()}@example.com`, password: 'correct horse' };
  // Repeats are ours: the log has to have each of them.
  const client = createBerth({ baseUrl: url, tenant: market.shop.slug, timeoutMs: 5_000, retry: { attempts: 0, baseMs: 1, maxMs: 1 } });
  await client.register({ ...account, displayName: name, phoneNumber: '+351912345678' });
  const session = await client.session();
  const who: Who = { tenant: market.shop.tenantId, customer: session?.userId ?? '' };
  return { ...who, client, live: () => live({ ...options, who, client, account }) };
}

interface Life extends CustomerOptions {
  readonly who: Who;
  readonly client: Client;
  readonly account: { readonly email: string; readonly password: string };
}

async function live(life: Life): Promise<void> {
  const { signal, random, pauseMs } = life;
  while (!signal.aborted) {
    await journey(life);
    await think(life, pauseMs * (0.5 + random.next()));
  }
}

async function journey(life: Life): Promise<void> {
  const { market, random } = life;
  const offer = market.pick(random);
  const intent = random.next();
  const booking = await hold(life, offer);
  if (!booking) return;
  await think(life, random.below(300));
  const mayLinger = !offer.contended;
  if (intent < 0.1) return; // walks away: what is unpaid has to expire by itself
  // Most change their mind: printing a receipt costs as much CPU as a hundred calls, and is not what is to be crowded here.
  if (!offer.paid || intent < 0.6) return cancel(life, booking);
  const paid = await pay(life, booking, intent < 0.66 ? CARDS.declined : CARDS.good);
  if (!paid || !mayLinger || random.next() < 0.3) await cancel(life, booking);
}

async function hold(life: Life, { offeringId, place }: Offer): Promise<Booking | undefined> {
  const { client, random } = life;
  const attribution = { marketingConsent: random.next() < 0.5, utmSource: 'tiktok', ttclid: 'a-click', pageUrl: 'https://harbour.example/reef' };
  const request = { requestId: randomUUID(), offeringId, place, attribution };
  const result = await write(life, () => recorded(life.log, life.who, createBooking, request, (asked) => client.bookings.createBooking(asked)));
  return result.outcome === 'ok' ? result.reply.booking : undefined;
}

async function cancel(life: Life, { id }: Booking): Promise<void> {
  const request = { requestId: randomUUID(), id, reason: 'plans changed' };
  await write(life, () => recorded(life.log, life.who, cancelBooking, request, (asked) => life.client.bookings.cancelBooking(asked)));
}

/** True when the booking was seen confirmed. */
async function pay(life: Life, booking: Booking, card: string): Promise<boolean> {
  const checkout = await follow(life, async () => {
    const result = await read(life, () => recorded(life.log, life.who, getCheckout, { bookingId: booking.id }, (asked) => life.client.bookings.getCheckout(asked)));
    const { checkout: found } = result.outcome === 'ok' ? result.reply : {};
    return found?.state === CheckoutState.PENDING ? undefined : found;
  });
  if (checkout?.state !== CheckoutState.READY) return false;
  if (!(await atTheProvider(life, checkout, card)) || card !== CARDS.good) return false;
  const seen = await follow(life, async () => {
    const result = await read(life, () => recorded(life.log, life.who, getBooking, { id: booking.id }, (asked) => life.client.bookings.getBooking(asked)));
    const { booking: found } = result.outcome === 'ok' ? result.reply : {};
    return found?.state === BookingState.PENDING ? undefined : found;
  });
  return seen?.state === BookingState.CONFIRMED;
}

/** The provider stays up; a payment that was given up meanwhile is refused by it. */
async function atTheProvider({ network }: Life, checkout: Checkout, card: string): Promise<boolean> {
  const answer = await payWith(network, checkout, card);
  return answer['error'] === undefined;
}

/** Asks again and again, as a page does, until there is something to see or patience ends. */
async function follow<T>(life: Life, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = performance.now() + FOLLOW_MS;
  while (performance.now() < deadline && !life.signal.aborted) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await think(life, POLL_MS);
  }
  return undefined;
}

const write = <T>(life: Life, attempt: () => Promise<Result<T>>): Promise<Result<T>> =>
  untilKnown(() => signedIn(life, attempt), { budgetMs: WRITE_BUDGET_MS, signal: life.signal });

const read = <T>(life: Life, attempt: () => Promise<Result<T>>): Promise<Result<T>> => signedIn(life, attempt);

/** A refresh whose answer was lost may have cost the session, as it would a person's: they sign in again. */
async function signedIn<T>({ client, account, signal }: Life, attempt: () => Promise<Result<T>>): Promise<Result<T>> {
  const result = await attempt();
  if (result.outcome !== 'refused' || result.error.code !== 'UNAUTHENTICATED' || signal.aborted) return result;
  await client.signIn(account).catch(() => undefined);
  return attempt();
}

const think = ({ signal }: Life, ms: number): Promise<unknown> => delay(ms, undefined, { signal }).catch(() => undefined);
