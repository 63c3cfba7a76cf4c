/**
 * What tests and the sandbox page do with webhooks: look at them, hold them back, send them again or in another order.
 */
import type { Store } from '../../store/store.ts';
import type { Books } from '../books.ts';
import { resourceMissing } from '../model/payment-error.ts';
import { type Delivery, newDelivery } from './delivery.ts';
import type { Dispatcher } from './dispatcher.ts';
import { shuffled } from './shuffle.ts';
import type { Subscriptions, WebhookEndpoint } from './subscriptions.ts';

export type ReleaseOrder = 'arrival' | 'random' | 'reverse';

export interface WebhookControls {
  register(endpoint: WebhookEndpoint): void;
  /** Oldest first. */
  deliveries(): Delivery[];
  /** Holds every event back until `resume`. */
  pause(): void;
  /** Holds these types back until `resume`; `payment_intent.*` names a group. Replaces what was held before. */
  hold(types: readonly string[]): void;
  /** Stops holding back and delivers what was held, one by one in that order. `random` is repeatable by its seed. */
  resume(order?: ReleaseOrder, seed?: number): Promise<void>;
  /** Every event from now on is delivered that many times. */
  copies(count: number): void;
  /** Delivers an event again, to every endpoint that hears of its type. */
  redeliver(event: string, times?: number): Promise<void>;
  settled(): Promise<void>;
}

export interface Parts {
  readonly books: Books;
  readonly store: Store;
  readonly subscriptions: Subscriptions;
  readonly dispatcher: Dispatcher;
  readonly now: () => number;
}

export function createWebhookControls({ books, store, subscriptions, dispatcher, now }: Parts): WebhookControls {
  return {
    register(endpoint) {
      subscriptions.add(endpoint);
      dispatcher.dispatch(books.deliveries.all());
    },
    deliveries: () => books.deliveries.all(),
    pause: () => subscriptions.hold(['*']),
    hold: (types) => subscriptions.hold(types),
    copies: (count) => subscriptions.copies(count),
    resume(order = 'arrival', seed = 1) {
      subscriptions.hold([]);
      return dispatcher.release(
        ordered(
          books.deliveries.all().filter((delivery) => delivery.state === 'held'),
          order,
          seed,
        ),
      );
    },
    async redeliver(id, times = 1) {
      const event = books.events.get(id);
      if (event === undefined) throw resourceMissing('event', id);
      const drafts = Array.from({ length: times }, () => subscriptions.plan(event.id, event.type)).flat();
      const deliveries = drafts.map((draft) => newDelivery(draft, now()));
      await store.transact(() => deliveries.forEach((delivery) => books.deliveries.put(delivery))).saved;
      dispatcher.dispatch(deliveries);
    },
    settled: () => dispatcher.settled(),
  };
}

function ordered(deliveries: Delivery[], order: ReleaseOrder, seed: number): Delivery[] {
  switch (order) {
    case 'arrival':
      return deliveries;
    case 'reverse':
      return deliveries.toReversed();
    case 'random':
      return shuffled(deliveries, seed);
  }
}
