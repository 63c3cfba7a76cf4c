/** What the sandbox shows of its books: one row per payment with everything that belongs to it, newest first. */
import type { Books } from './books.ts';
import type { Charge } from './model/charge.ts';
import type { Event } from './model/event.ts';
import type { PaymentIntent } from './model/payment-intent.ts';
import type { Refund } from './model/refund.ts';
import type { Delivery } from './webhooks/delivery.ts';

export interface PaymentOverview {
  readonly intent: PaymentIntent;
  readonly charges: Charge[];
  readonly refunds: Refund[];
  readonly events: { readonly event: Event; readonly deliveries: Delivery[] }[];
}

export function overview(books: Books, limit: number): PaymentOverview[] {
  const events = Map.groupBy(books.events.all(), (event) => intentOf(event));
  const deliveries = Map.groupBy(books.deliveries.all(), (delivery) => delivery.event);
  return books.intents
    .all()
    .reverse()
    .slice(0, limit)
    .map((intent) => ({
      intent,
      charges: books.charges.all().filter((charge) => charge.payment_intent === intent.id),
      refunds: books.refunds.all().filter((refund) => refund.payment_intent === intent.id),
      events: (events.get(intent.id) ?? []).map((event) => ({ event, deliveries: deliveries.get(event.id) ?? [] })),
    }));
}

function intentOf({ data: { object } }: Event): string {
  return 'payment_intent' in object ? object.payment_intent : object.id;
}
