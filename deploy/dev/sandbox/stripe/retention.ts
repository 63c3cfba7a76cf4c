/** What Stripe forgets by itself: answers to idempotency keys after a day, events and their deliveries after 30. */
import type { Books } from './books.ts';

const DAY = 24 * 3600;
const EVENT_DAYS = 30;

/** `now` in seconds. */
export function forgetOld({ replies, events, deliveries }: Books, now: number): void {
  for (const { id, created } of replies.all()) if (created + DAY <= now) replies.remove(id);
  for (const { id, created } of events.all()) if (created + EVENT_DAYS * DAY <= now) events.remove(id);
  for (const { id, created } of deliveries.all()) if (created + EVENT_DAYS * DAY <= now) deliveries.remove(id);
}
