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

export interface Provider {
  readonly intents: ReadonlyMap<string, Intent>;
  create(params: Stripe.PaymentIntentCreateParams, key?: string): object;
  capture(id: string, key?: string): object;
  cancel(id: string, key?: string): object;
  refund(params: Stripe.RefundCreateParams, key?: string): object;
  retrieve(id: string): object;
  refundsOf(id: string): object[];
  /** The customer pays; true when the card was good and the intent took it. */
  pay(id: string, good: boolean): boolean;
  /** The bank drops an authorisation. */
  dropAuthorization(id: string): void;
  /** Refunds on their way arrive. */
  settleRefunds(): void;
}

/** The provider's books, and what it is connected to. */
interface Desk extends ProviderOptions {
  readonly intents: Map<string, Intent>;
  newId(kind: string): string;
}

export function createProvider(options: ProviderOptions): Provider {
  let count = 0;
  const desk: Desk = { ...options, intents: new Map(), newId: (kind) => `${kind}_${(count += 1)}` };
  const once = rememberAnswers();
  return {
    intents: desk.intents,
    create: (params, key) => once(key, () => create(desk, params)),
    capture: (id, key = '') => once(key, () => capture(desk, id, key)),
    cancel: (id, key) => once(key, () => cancel(desk, id)),
    refund: (params, key) => once(key, () => refund(desk, params)),
    retrieve: (id) => toStripeIntent(intentOf(desk, id), true),
    refundsOf: (id) => intentOf(desk, id).refunds.map((one) => toStripeRefund(intentOf(desk, id), one)),
    pay: (id, good) => pay(desk, intentOf(desk, id), good),
    dropAuthorization(id) {
      const intent = intentOf(desk, id);
      if (intent.status === 'requires_capture') end(desk, intent, 'automatic');
    },
    settleRefunds: () => settleRefunds(desk),
  };
}

/** A repeat with the same key is answered as the first, also when that was a refusal. */
function rememberAnswers() {
  const answers = new Map<string, () => object>();
  return (key: string | undefined, work: () => object): object => {
    const known = key === undefined ? undefined : answers.get(key);
    if (known) return known();
    const answer = attempt(work);
    if (key !== undefined) answers.set(key, answer);
    return answer();
  };
}

function intentOf({ intents }: Desk, id: string): Intent {
  const found = intents.get(id);
  if (!found) throw new Refused('resource_missing', `No such payment_intent: ${id}`);
  return found;
}

const tell = ({ emit }: Desk, type: string, intent: Intent): void => emit(type, toStripeIntent(intent, false));

const unexpected = ({ status }: Intent): Refused => new Refused('payment_intent_unexpected_state', `The intent is ${status}.`);

function create(desk: Desk, { amount, currency, metadata }: Stripe.PaymentIntentCreateParams): object {
  const intent: Intent = {
    id: desk.newId('pi'), amount, currency, metadata: stringsOf(metadata), created: desk.now(), status: 'requires_payment_method',
    received: 0, cancellation: null, charge: undefined, declined: undefined, refunds: [],
  };
  desk.intents.set(intent.id, intent);
  desk.onPayable(intent);
  return toStripeIntent(intent, true);
}

function capture(desk: Desk, id: string, key: string): object {
  const intent = intentOf(desk, id);
  if (intent.status === 'canceled' && intent.cancellation === 'automatic') throw new Refused('charge_expired_for_capture', 'The authorisation has expired.');
  if (intent.status !== 'requires_capture') throw unexpected(intent);
  desk.beforeCapture(intent, key);
  intent.status = 'succeeded';
  intent.received = intent.amount;
  tell(desk, 'payment_intent.succeeded', intent);
  return toStripeIntent(intent, true);
}

function cancel(desk: Desk, id: string): object {
  const intent = intentOf(desk, id);
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent);
  end(desk, intent, 'requested_by_customer');
  return toStripeIntent(intent, true);
}

function end(desk: Desk, intent: Intent, cancellation: Intent['cancellation']): void {
  intent.status = 'canceled';
  intent.cancellation = cancellation;
  tell(desk, 'payment_intent.canceled', intent);
}

function refund(desk: Desk, { payment_intent: id, amount = 0, metadata }: Stripe.RefundCreateParams): object {
  const intent = intentOf(desk, String(id));
  const left = intent.received - intent.refunds.reduce((sum, { amount: given, status }) => (status === 'failed' ? sum : sum + given), 0);
  if (left === 0) throw new Refused('charge_already_refunded', 'The charge has already been refunded.');
  if (amount > left) throw new Refused('amount_too_large', 'The refund is larger than what is left.');
  const made: Refund = { id: desk.newId('re'), amount, metadata: stringsOf(metadata), status: desk.random.chance(0.3) ? 'pending' : 'succeeded' };
  intent.refunds.push(made);
  desk.emit('refund.created', toStripeRefund(intent, made));
  return toStripeRefund(intent, made);
}

function pay(desk: Desk, intent: Intent, good: boolean): boolean {
  if (intent.status !== 'requires_payment_method') return false;
  const charge = desk.newId('ch');
  if (good) {
    intent.status = 'requires_capture';
    intent.charge = charge;
    tell(desk, 'payment_intent.amount_capturable_updated', intent);
  } else {
    intent.declined = { charge, at: desk.now() };
    tell(desk, 'payment_intent.payment_failed', intent);
  }
  return good;
}

function settleRefunds({ intents, emit }: Desk): void {
  for (const intent of intents.values()) {
    for (const one of intent.refunds) {
      if (one.status !== 'pending') continue;
      one.status = 'succeeded';
      emit('refund.updated', toStripeRefund(intent, one));
    }
  }
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
