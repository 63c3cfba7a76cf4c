/** Pays the way Stripe.js does: the browser's own call to the provider, with the publishable key and the payment's secret. */
import { type Berth, type Checkout, CheckoutState, CheckoutStateSchema } from '@berth/sdk';
import { enumName, MissingStep } from './missing-step.ts';

const READY_MS = 20_000;

/** The checkout once it can be paid. */
export async function readyCheckout(berth: Berth, bookingId: string): Promise<Checkout> {
  const signal = AbortSignal.timeout(READY_MS);
  let last: Checkout | undefined;
  for await (const _change of berth.watchBooking(bookingId, { signal })) {
    last = (await berth.bookings.getCheckout({ bookingId })).checkout;
    if (last?.state === CheckoutState.READY) return last;
  }
  throw new MissingStep('checkout ready', `The payment had no client secret after ${READY_MS / 1000} s; the checkout is ${enumName(CheckoutStateSchema, last?.state)}.`);
}

/** Confirms with the test card 4242…; `apiBase` is Stripe's or the sandbox's. */
export async function payWithTestCard(apiBase: string, { clientSecret, publishableKey }: Checkout): Promise<string> {
  const intent = clientSecret.split('_secret_')[0] ?? '';
  const reply = await fetch(`${apiBase}/v1/payment_intents/${intent}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publishableKey}` },
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: 'pm_card_visa' }),
  });
  const answer: unknown = await reply.json();
  if (!reply.ok) throw new MissingStep('payment by card', `Stripe at ${apiBase} answered ${reply.status}: ${JSON.stringify(answer)}`);
  return intent;
}
