/** Stripe's objects for specs, reduced to what is read of them. */
import type Stripe from 'stripe';

const CHARGE = {
  id: 'ch_1', object: 'charge', created: 1_700, status: 'succeeded', payment_intent: 'pi_1',
  payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
};

const INTENT = {
  id: 'pi_1', object: 'payment_intent', status: 'requires_payment_method', currency: 'eur', amount: 4_500, amount_received: 0, created: 1_600,
  client_secret: 'pi_1_secret_x', latest_charge: null, last_payment_error: null, cancellation_reason: null, metadata: {},
};

const REFUND = { id: 're_1', object: 'refund', amount: 700, currency: 'eur', status: 'succeeded', payment_intent: 'pi_1', metadata: {} };

// The SDK's types list every key of the API; the code reads a few.
export const chargeWith = (more: object = {}): Stripe.Charge => ({ ...CHARGE, ...more }) as unknown as Stripe.Charge;
export const intentWith = (more: object = {}): Stripe.PaymentIntent => ({ ...INTENT, ...more }) as unknown as Stripe.PaymentIntent;
export const refundWith = (more: object = {}): Stripe.Refund => ({ ...REFUND, ...more }) as unknown as Stripe.Refund;
export const eventWith = (type: string, object: object): Stripe.Event =>
  ({ id: 'evt_1', object: 'event', type, created: 1_800, data: { object } }) as unknown as Stripe.Event;
