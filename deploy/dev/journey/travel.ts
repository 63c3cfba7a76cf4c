/** One booking through every part of Berth, told as it happens; a step that does not happen is named. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Berth, type Booking, BookingState, BookingStateSchema, type Checkout, createBerth, type TracedBerth } from '@berth/sdk';
import { formatMoney, money } from '#runtime/money.ts';
import { type Account, findEvent, type Found } from './find-event.ts';
import { collectHops, tellHops } from './hops.ts';
import { enumName, MissingStep } from './missing-step.ts';
import { payWithTestCard, readyCheckout } from './pay.ts';

export interface JourneyOptions {
  /** Address of the gateway. */
  readonly url: string;
  /** Slug; any business will do when absent. */
  readonly tenant?: string | undefined;
  readonly customer: Account;
  /** Of the same business: sees what was sent to TikTok. */
  readonly admin: Account;
  /** Where the receipt is written. */
  readonly directory: string;
  readonly print: (line: string) => void;
}

const STEPS = [
  'booking.created',
  'payment.created',
  'payment.authorized',
  'booking.claimed',
  'payment.succeeded',
  'booking.confirmed',
  'receipt.generated',
  'notification.sent',
  'tiktok.event.tracked',
];
const STEPS_MS = 30_000;

/** Books, pays and follows it to the end. Throws a `MissingStep` as soon as it is clear that one does not come. */
export async function travel(options: JourneyOptions): Promise<void> {
  const { url, print } = options;
  const apiBase = await stripeApiOf(url);
  const found = await findEvent({ baseUrl: url }, options.customer, options.tenant);
  const operation = found.berth.trace();
  print(`${found.offering.title} at ${found.tenant.name}, ${found.slot.time?.localStart} ${found.slot.time?.timeZone}`);
  print(`trace ${operation.traceId}\n`);

  const clock = stopwatch(print);
  const booking = await hold(operation, found);
  clock(`booking ${booking.id} is held`);
  const checkout = await readyCheckout(operation, booking.id);
  clock(`checkout ready: ${priceOf(checkout)}`);
  clock(`paid: ${await payWithTestCard(apiBase, checkout)}`);
  const confirmed = await follow(operation, booking.id, clock);

  print(`\nReceipt  ${await saveReceipt(operation, confirmed, join(options.directory, found.tenant.slug))}`);
  const admin = createBerth({ baseUrl: url, tenant: found.tenant.slug });
  await admin.signIn(options.admin);
  print(`E-mail   ${await mailAbout(admin, booking.id)}`);
  print(`TikTok   ${await toldTikTok(admin, booking.id)}`);
  const hops = tellHops(await collectHops(found.berth, operation.traceId, STEPS));
  print(`\n${hops.length} hops of trace ${operation.traceId} (start, duration, service, kind, what)`);
  hops.forEach(print);
}

/** Stripe's address for the browser, from the page's own settings. */
async function stripeApiOf(url: string): Promise<string> {
  const reply = await fetch(`${url}/config.json`).catch((error: unknown) => {
    throw new MissingStep('gateway', `Nothing answers at ${url}. Start Berth first: npm start`, error);
  });
  const config: unknown = await reply.json();
  const base = typeof config === 'object' && config !== null && 'stripeApiBase' in config ? config.stripeApiBase : undefined;
  return typeof base === 'string' ? base : 'https://api.stripe.com';
}

async function hold(operation: TracedBerth, { offering, slot }: Found): Promise<Booking> {
  const { booking } = await operation.bookings.createBooking({
    offeringId: offering.id,
    place: { case: 'sessionId', value: slot.sessionId },
    partySize: 1,
    ...(slot.unitPrice && { expectedTotal: slot.unitPrice }),
    attribution: {
      utmSource: 'tiktok',
      utmMedium: 'paid_social',
      utmCampaign: 'journey',
      ttclid: 'E.C.P.journey-click',
      pageUrl: `https://example.com/${offering.slug}`,
      marketingConsent: true,
    },
  });
  if (booking?.state !== BookingState.PENDING) throw new MissingStep('booking held', `The booking is ${enumName(BookingStateSchema, booking?.state)}.`);
  return booking;
}

/** Tells each step when it comes; gives the booking once all of them have. */
async function follow(operation: Berth, bookingId: string, clock: (what: string) => void): Promise<Booking> {
  const missing = new Set(STEPS);
  let last: Booking | undefined;
  for await (const { booking, steps } of operation.watchBooking(bookingId, { signal: AbortSignal.timeout(STEPS_MS) })) {
    for (const step of steps) {
      clock(`${step.name.padEnd(22)} ${step.service.padEnd(13)} ${step.detail}`);
      missing.delete(step.name);
    }
    last = booking ?? last;
    if (last && missing.size === 0) return last;
    if (last && last.state !== BookingState.PENDING && last.state !== BookingState.CONFIRMED) break;
  }
  throw new MissingStep([...missing].join(', '), `The booking is ${enumName(BookingStateSchema, last?.state)}${last?.reason ? `: ${last.reason}` : ''}.`);
}

async function saveReceipt(operation: Berth, { receiptId }: Booking, directory: string): Promise<string> {
  const { fileName, pdf } = await operation.receipts.downloadReceipt({ id: receiptId });
  if (!Buffer.from(pdf).subarray(0, 5).equals(Buffer.from('%PDF-'))) throw new MissingStep('receipt', `${fileName} is no PDF.`);
  await mkdir(directory, { recursive: true });
  const path = join(directory, fileName);
  await writeFile(path, pdf);
  return `${path} (${(pdf.length / 1024).toFixed(0)} kB)`;
}

async function mailAbout(admin: Berth, bookingId: string): Promise<string> {
  const { notifications } = await admin.notifications.listNotifications({ bookingId });
  const sent = notifications.find(({ sendTime }) => sendTime !== undefined);
  if (!sent) throw new MissingStep('e-mail', `${notifications.length} notifications, none of them sent.`);
  return `"${sent.subject}" to ${sent.recipient}`;
}

async function toldTikTok(admin: Berth, bookingId: string): Promise<string> {
  const { trackedEvents } = await admin.integrations.listTrackedEvents({ bookingId });
  const [event] = trackedEvents;
  if (!event?.sendTime) throw new MissingStep('TikTok event', `${trackedEvents.length} events, none of them sent.`);
  return JSON.stringify(JSON.parse(event.requestJson), null, 2);
}

function priceOf({ amount }: Checkout): string {
  return amount ? formatMoney(money(amount.amountMinor, amount.currencyCode), 'en-GB') : 'no amount';
}

/** Prints what happened and how long after the start. */
function stopwatch(print: (line: string) => void): (what: string) => void {
  const begun = performance.now();
  return (what) => print(`${`+${(performance.now() - begun).toFixed(0)} ms`.padStart(10)}  ${what}`);
}
