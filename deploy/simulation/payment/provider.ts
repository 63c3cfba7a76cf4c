/**
 * A card provider for simulation: intents with manual capture, refunds, idempotency keys, and a webhook for everything that
 * happens. What it says of an object is a copy of that moment, as with a real one.
 */
import type Stripe from 'stripe';
import type { Random } from '#runtime/testing/simulation/random.ts';
import { METADATA } from '../../../services/payment/stripe/view.ts';

export type IntentStatus = 'requires_payment_method' | 'requires_capture' | 'succeeded' | 'canceled';

export interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created: number;
  status: IntentStatus;
  received: number;
  cancellation: 'requested_by_customer' | 'automatic' | null;
  charge: string | undefined;
  /** Id of the last charge that was declined. */
  declined: { readonly charge: string; readonly at: number } | undefined;
  readonly refunds: Refund[];
}

export interface Refund {
  readonly id: string;
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
  status: 'pending' | 'succeeded' | 'failed';
}

/** The provider understood and says no. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}

export interface ProviderOptions {
  readonly random: Random;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** An event for the webhook's endpoint, as JSON. */
  readonly emit: (type: string, object: object) => void;
  /** Just before money is taken, with the request's idempotency key. */
  readonly beforeCapture: (intent: Intent, idempotencyKey: string) => void;
  /** An intent can be paid from now on. */
  readonly onPayable: (intent: Intent) => void;
}

export type Provider = ReturnType<typeof createProvider>;

export function createProvider({ random, now, emit, beforeCapture, onPayable }: ProviderOptions) {
  const intents = new Map<string, Intent>();
  const answers = new Map<string, () => object>();
  let count = 0;

  const newId = (kind: string): string => `${kind}_${(count += 1)}`;

  /** A repeat with the same key is answered as the first, also when that was a refusal. */
  function once<T extends object>(key: string | undefined, work: () => T): T {
    const known = key === undefined ? undefined : answers.get(key);
    if (known) return known() as T;
    const answer = attempt(work);
    if (key !== undefined) answers.set(key, answer);
    return answer();
  }

  function intentOf(id: string): Intent {
    const found = intents.get(id);
    if (!found) throw new Refused('resource_missing', `No such payment_intent: ${id}`);
    return found;
  }

  const tell = (type: string, intent: Intent): void => emit(type, toStripeIntent(intent, false));

  function create({ amount, currency, metadata }: Stripe.PaymentIntentCreateParams): object {
    const intent: Intent = {
      id: newId('pi'), amount, currency, metadata: stringsOf(metadata), created: now(), status: 'requires_payment_method',
      received: 0, cancellation: null, charge: undefined, declined: undefined, refunds: [],
    };
    intents.set(intent.id, intent);
    onPayable(intent);
    return toStripeIntent(intent, true);
  }

  function capture(id: string, key: string): object {
    const intent = intentOf(id);
    if (intent.status === 'canceled' && intent.cancellation === 'automatic') throw new Refused('charge_expired_for_capture', 'The authorisation has expired.');
    if (intent.status !== 'requires_capture') throw new Refused('payment_intent_unexpected_state', `The intent is ${intent.status}.`);
    beforeCapture(intent, key);
    intent.status = 'succeeded';
    intent.received = intent.amount;
    tell('payment_intent.succeeded', intent);
    return toStripeIntent(intent, true);
  }

  function cancel(id: string): object {
    const intent = intentOf(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') throw new Refused('payment_intent_unexpected_state', `The intent is ${intent.status}.`);
    intent.status = 'canceled';
    intent.cancellation = 'requested_by_customer';
    tell('payment_intent.canceled', intent);
    return toStripeIntent(intent, true);
  }

  function refund({ payment_intent: id, amount = 0, metadata }: Stripe.RefundCreateParams): object {
    const intent = intentOf(String(id));
    const left = intent.received - intent.refunds.reduce((sum, { amount: given, status }) => (status === 'failed' ? sum : sum + given), 0);
    if (left === 0) throw new Refused('charge_already_refunded', 'The charge has already been refunded.');
    if (amount > left) throw new Refused('amount_too_large', 'The refund is larger than what is left.');
    const made: Refund = { id: newId('re'), amount, metadata: stringsOf(metadata), status: random.chance(0.3) ? 'pending' : 'succeeded' };
    intent.refunds.push(made);
    emit('refund.created', toStripeRefund(intent, made));
    return toStripeRefund(intent, made);
  }

  return {
    intents,
    create: (params: Stripe.PaymentIntentCreateParams, key?: string) => once(key, () => create(params)),
    capture: (id: string, key = '') => once(key, () => capture(id, key)),
    cancel: (id: string, key?: string) => once(key, () => cancel(id)),
    refund: (params: Stripe.RefundCreateParams, key?: string) => once(key, () => refund(params)),
    retrieve: (id: string): object => toStripeIntent(intentOf(id), true),
    refundsOf: (id: string): object[] => intentOf(id).refunds.map((one) => toStripeRefund(intentOf(id), one)),
    /** The customer pays; true when the card was good and the intent took it. */
    pay(id: string, good: boolean): boolean {
      const intent = intentOf(id);
      if (intent.status !== 'requires_payment_method') return false;
      const charge = newId('ch');
      if (good) {
        intent.status = 'requires_capture';
        intent.charge = charge;
        tell('payment_intent.amount_capturable_updated', intent);
      } else {
        intent.declined = { charge, at: now() };
        tell('payment_intent.payment_failed', intent);
      }
      return good;
    },
    /** The bank drops an authorisation. */
    dropAuthorization(id: string): void {
      const intent = intentOf(id);
      if (intent.status !== 'requires_capture') return;
      intent.status = 'canceled';
      intent.cancellation = 'automatic';
      tell('payment_intent.canceled', intent);
    },
    /** Refunds on their way arrive. */
    settleRefunds(): void {
      for (const intent of intents.values()) {
        for (const one of intent.refunds) {
          if (one.status !== 'pending') continue;
          one.status = 'succeeded';
          emit('refund.updated', toStripeRefund(intent, one));
        }
      }
    },
  };
}

function attempt<T extends object>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

const stringsOf = (metadata: Stripe.MetadataParam | Stripe.Emptyable<Stripe.MetadataParam> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata || {}).map(([name, value]) => [name, String(value)]));

/** The payment that an intent is for, by the metadata that the payment service gave it. */
export const paymentOf = ({ metadata }: Intent): string => metadata[METADATA.payment] ?? '';

/** Webhooks name a charge by its id; calls that ask for it get all of it. */
function toStripeIntent(intent: Intent, expanded: boolean): object {
  const { id, amount, currency, metadata, created, status, received, cancellation, charge, declined } = intent;
  return {
    id, object: 'payment_intent', amount, currency, metadata, created, status, amount_received: received, cancellation_reason: cancellation,
    client_secret: `${id}_secret`,
    last_payment_error: declined && status === 'requires_payment_method' ? { type: 'card_error', code: 'card_declined', charge: declined.charge, message: 'Your card was declined.' } : null,
    latest_charge: charge === undefined ? null : expanded ? chargeOf(charge, created) : charge,
  };
}

const chargeOf = (id: string, created: number): object => ({
  id, object: 'charge', status: 'succeeded', created, payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
});

const toStripeRefund = ({ id: intent, currency }: Intent, { id, amount, metadata, status }: Refund): object => ({
  id, object: 'refund', amount, currency, metadata, status, payment_intent: intent,
});
