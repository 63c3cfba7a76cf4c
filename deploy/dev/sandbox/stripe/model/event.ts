/** An event: what happened to an object, with the object as it was at that moment. */
import type { Charge } from './charge.ts';
import type { Customer } from './customer.ts';
import { newId } from './ids.ts';
import type { PaymentIntent } from './payment-intent.ts';
import type { Refund } from './refund.ts';

export const API_VERSION = '2026-10-28.endive';

export type EventType =
  | `payment_intent.${'amount_capturable_updated' | 'canceled' | 'created' | 'payment_failed' | 'requires_action' | 'succeeded'}`
  | `charge.${'captured' | 'expired' | 'failed' | 'refunded' | 'succeeded'}`
  | `refund.${'created' | 'failed' | 'updated'}`
  | 'customer.created';

export type EventSubject = Charge | Customer | PaymentIntent | Refund;

export interface Event {
  readonly id: string;
  readonly object: 'event';
  readonly api_version: string;
  readonly created: number;
  readonly data: { readonly object: EventSubject };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: EventType;
}

export interface EventDraft {
  readonly type: EventType;
  readonly subject: EventSubject;
  readonly request: Event['request'];
  readonly pendingWebhooks: number;
}

export function newEvent({ type, subject, request, pendingWebhooks }: EventDraft, now: number): Event {
  return {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: now,
    data: { object: subject },
    livemode: false,
    pending_webhooks: pendingWebhooks,
    request,
    type,
  };
}
