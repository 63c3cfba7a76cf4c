/**
 * Runs an operation: its changes, events and webhook deliveries are written together, and deliveries start once they
 * are.
 */
import type { Store } from '../store/store.ts';
import type { Books } from './books.ts';
import type { Call } from './call.ts';
import { type Event, newEvent } from './model/event.ts';
import { type Delivery, newDelivery } from './webhooks/delivery.ts';
import type { Dispatcher } from './webhooks/dispatcher.ts';
import type { Subscriptions } from './webhooks/subscriptions.ts';

export type Transact = <R>(
  request: Event['request'],
  work: (call: Call) => R,
) => { readonly result: R; readonly saved: Promise<void> };

export interface TransactParts {
  readonly books: Books;
  readonly store: Store;
  readonly subscriptions: Subscriptions;
  readonly dispatcher: Dispatcher;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly origin: () => string;
}

/** What nobody asked for over the API: a settlement, an expiry. */
export const BY_ITSELF: Event['request'] = { id: null, idempotency_key: null };

export function createTransact({ books, store, subscriptions, dispatcher, now, origin }: TransactParts): Transact {
  return (request, work) => {
    const time = now();
    const deliveries: Delivery[] = [];
    const emit: Call['emit'] = (type, subject) => {
      const draft = newEvent({ type, subject, request, pendingWebhooks: 0 }, Math.floor(time / 1000));
      const planned = subscriptions.plan(draft.id, type).map((delivery) => newDelivery(delivery, time));
      books.events.put({ ...draft, pending_webhooks: planned.length });
      for (const delivery of planned) books.deliveries.put(delivery);
      deliveries.push(...planned);
    };
    const { result, saved } = store.transact(() =>
      work({ books, now: Math.floor(time / 1000), origin: origin(), emit }),
    );
    return { result, saved: saved.then(() => dispatcher.dispatch(deliveries)) };
  };
}
