/** Pays as the page does: through the provider's browser API, with the checkout's secret and a test card. */
import { CheckoutState, type Berth, type Booking, type Checkout } from '@berth/sdk';
import type { Network } from './network.ts';

export const CARDS = {
  good: '4242424242424242',
  declined: '4000000000000002',
  captureRefused: '4000000000009235',
} as const;

/** Holds places of a session at the network's shop; its event with a price unless told otherwise. */
export async function holdAt(
  { shop }: Network,
  client: Berth,
  sessionId: string,
  { offeringId = shop.paid, consent = false }: { readonly offeringId?: string; readonly consent?: boolean } = {},
): Promise<Booking> {
  const attribution = { marketingConsent: consent, utmSource: 'tiktok', ttclid: 'a-click', pageUrl: 'https://harbour.example/reef' };
  const { booking } = await client.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId }, attribution });
  if (!booking) throw new Error('no booking in the answer');
  return booking;
}

/** The checkout once the payment can be made; fails when that takes more than ten seconds. */
export async function readyCheckout(client: Berth, bookingId: string): Promise<Checkout> {
  for await (const _ of client.watchBooking(bookingId, { signal: AbortSignal.timeout(10_000) })) {
    const { checkout } = await client.bookings.getCheckout({ bookingId });
    if (checkout?.state === CheckoutState.READY) return checkout;
  }
  throw new Error('the checkout did not become ready');
}

/** Confirms the payment with a card. Gives the provider's answer: an intent or an error. */
export async function payWith(network: Network, checkout: Checkout, card: string): Promise<Record<string, unknown>> {
  const base = network.berth.providers.env['STRIPE_API_BASE'] ?? '';
  const intent = checkout.clientSecret.split('_secret_')[0] ?? '';
  const body = new URLSearchParams({
    client_secret: checkout.clientSecret,
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': card,
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '2034',
    'payment_method_data[card][cvc]': '123',
  });
  const reply = await fetch(`${base}/v1/payment_intents/${intent}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${checkout.publishableKey}` },
    body,
  });
  return (await reply.json()) as Record<string, unknown>;
}

/** Follows a booking until `holds`; fails after `timeoutMs` with the steps that did happen. */
export async function until(client: Berth, bookingId: string, holds: (booking: Booking, steps: readonly string[]) => boolean, timeoutMs = 20_000): Promise<Booking> {
  const seen: string[] = [];
  let last: Booking | undefined;
  for await (const { booking, steps } of client.watchBooking(bookingId, { signal: AbortSignal.timeout(timeoutMs) })) {
    seen.push(...steps.map(({ name }) => name));
    last = booking ?? last;
    if (booking && holds(booking, seen)) return booking;
  }
  throw new Error(`the booking is in state ${last?.state} after the steps ${seen.join(', ')}: ${last?.reason}`);
}

/** Posts to the Stripe sandbox's control interface. */
export async function control(network: Network, path: string, body: object = {}): Promise<unknown> {
  const base = network.berth.providers.env['STRIPE_API_BASE'] ?? '';
  const reply = await fetch(`${base}/_sandbox/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
  return reply.json();
}
