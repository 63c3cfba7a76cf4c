/** One HTTP attempt to deliver an event; every way it can end is an `Attempt`, never an exception. */
import type { Event } from '../model/event.ts';
import type { Attempt } from './delivery.ts';
import { signatureHeader } from './signature.ts';
import type { WebhookEndpoint } from './subscriptions.ts';

const TIMEOUT_MS = 10_000;

export interface Sending {
  readonly event: Event;
  readonly endpoint: WebhookEndpoint;
  /** Continues the trace of whoever created the payment. */
  readonly traceparent: string | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export async function send({ event, endpoint, traceparent, now, signal }: Sending): Promise<Attempt> {
  const started = now();
  const body = JSON.stringify(event, null, 2);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': signatureHeader(body, endpoint.secret, Math.floor(started / 1000)),
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  const ended = (status: number | null, error: string | null): Attempt => ({
    at: new Date(started).toISOString(),
    milliseconds: now() - started,
    status,
    error,
  });
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const answer = await response.text();
    return ended(response.status, response.ok ? null : answer.slice(0, 200));
  } catch (error) {
    return ended(null, reasonOf(error));
  }
}

/** `fetch` hides what went wrong in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? `${String(cause.code)} ${cause.message}` : cause.message;
  return error.message;
}
