/** What an event of Stripe is about, and what of it is kept. */
import type Stripe from 'stripe';
import { validate } from 'uuid';
import { derivedId } from '../../runtime/ids.ts';
import type { ProviderView } from '../domain/facts.ts';
import type { StoredWebhook } from '../domain/webhook.ts';
import { METADATA, viewOfCharge, viewOfIntent, viewOfRefund } from './view.ts';

export interface Told {
  readonly webhook: Omit<StoredWebhook, 'paymentId'>;
  /** Nothing when the event says nothing about a payment. */
  readonly view: ProviderView | undefined;
  /** Our payment's id as the object's metadata has it: a hint for when our row does not know the reference yet. */
  readonly paymentId: string | undefined;
}

export function readEvent(event: Stripe.Event, account: string): Told {
  return {
    webhook: {
      id: derivedId('webhook', 'stripe', account, event.id),
      provider: 'stripe',
      account,
      eventId: event.id,
      type: event.type,
      payload: withoutSecrets(event),
      occurred: new Date(event.created * 1_000),
    },
    view: viewOf(event),
    paymentId: paymentIdOf(event),
  };
}

function viewOf(event: Stripe.Event): ProviderView | undefined {
  switch (event.type) {
    case 'payment_intent.created':
    case 'payment_intent.requires_action':
    case 'payment_intent.processing':
    case 'payment_intent.payment_failed':
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.succeeded':
    case 'payment_intent.canceled':
      return viewOfIntent(event.data.object, event.created);
    case 'charge.succeeded':
    case 'charge.captured':
      return viewOfCharge(event.data.object);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return viewOfRefund(event.data.object);
    default:
      return undefined;
  }
}

function paymentIdOf({ data: { object } }: Stripe.Event): string | undefined {
  const metadata = 'metadata' in object ? object.metadata : undefined;
  const id = metadata && typeof metadata === 'object' ? metadata[METADATA.payment] : undefined;
  return typeof id === 'string' && validate(id) ? id : undefined;
}

/** Secrets, and what tells who the customer is: neither is needed to prove what Stripe said. */
const WITHHELD: ReadonlySet<string> = new Set([
  'client_secret', 'next_action', 'billing_details', 'receipt_email', 'receipt_url', 'shipping', 'fingerprint', 'customer_email',
]);

function withoutSecrets(event: Stripe.Event): Record<string, unknown> {
  return JSON.parse(JSON.stringify(event, (key, value: unknown) => (WITHHELD.has(key) ? undefined : value)));
}
