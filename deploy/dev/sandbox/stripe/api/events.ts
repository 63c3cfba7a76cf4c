/** /v1/events: what happened, for clients that missed a webhook. */
import type { Call } from '../call.ts';
import type { Event } from '../model/event.ts';
import { resourceMissing } from '../model/payment-error.ts';
import { isOpen } from '../webhooks/delivery.ts';
import { type Answer, type Endpoints, type Input, ok } from './endpoint.ts';
import { page, paging } from './pages.ts';
import { listOf, readParameters, string } from './parameters.ts';
import { common } from './shared-parameters.ts';

export const eventEndpoints: Endpoints = {
  'GET /v1/events': { run: list },
  'GET /v1/events/:id': { run: retrieve },
};

function list(call: Call, { fields, path }: Input): Answer {
  const query = readParameters(fields, { ...common, ...paging, type: string, types: listOf(string) });
  const wanted = (event: Event) =>
    (query.type === undefined || matches(event.type, query.type)) && (query.types?.includes(event.type) ?? true);
  const events = page(call.books.events.all().filter(wanted), query, path);
  return ok({ ...events, data: events.data.map((event) => withPending(call, event)) });
}

function retrieve(call: Call, { id }: Input): Answer {
  const event = call.books.events.get(id);
  if (event === undefined) throw resourceMissing('event', id);
  return ok(withPending(call, event));
}

/** `payment_intent.*` names a group. */
function matches(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function withPending({ books }: Call, event: Event): Event {
  return {
    ...event,
    pending_webhooks: books.deliveries.all().filter((delivery) => delivery.event === event.id && isOpen(delivery))
      .length,
  };
}
