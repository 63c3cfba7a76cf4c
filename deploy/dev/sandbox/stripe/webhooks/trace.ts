/** Finds the trace a webhook belongs to: the `traceparent` its payment was created with. */
import type { Books } from '../books.ts';
import type { EventSubject } from '../model/event.ts';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export function traceparentOf(subject: EventSubject, books: Books): string | undefined {
  const own = subject.metadata['traceparent'];
  const intent = 'payment_intent' in subject ? books.intents.get(subject.payment_intent) : undefined;
  const value = own ?? intent?.metadata['traceparent'];
  return value !== undefined && TRACEPARENT.test(value) ? value : undefined;
}
