/** A webhook is Stripe's when its signature is: over the bytes as they came, made with our secret, within five minutes of now on either side. */
import Stripe from 'stripe';
import { Failure } from '../../runtime/errors.ts';

const WINDOW_SECONDS = 300;

/** A webhook as it came. Header names are in lower case. */
export interface RawWebhook {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

const refuse = (reason: string, message: string): Failure => new Failure({ code: 'INVALID_ARGUMENT', reason, message });

/**
 * The event in a webhook. `secrets` may be several, so that they can be rotated without losing any.
 * Throws `INVALID_ARGUMENT`: `BAD_SIGNATURE`, `STALE_WEBHOOK` or `BAD_PAYLOAD`.
 */
export async function verifiedEvent({ headers, body }: RawWebhook, secrets: readonly string[], now: Date): Promise<Stripe.Event> {
  const header = headers.get('stripe-signature') ?? '';
  requireRecent(header, now);
  for (const secret of secrets) {
    const event = await eventSignedWith(secret, body, header, now);
    if (event) return checked(event);
  }
  throw refuse('BAD_SIGNATURE', 'The webhook is not signed with the secret of this endpoint.');
}

/** The SDK refuses what is too old only; what comes from the future would stay good for as long as it likes. */
function requireRecent(header: string, now: Date): void {
  const seconds = Number(/(?:^|,)\s*t=(\d{1,12})(?:,|$)/.exec(header)?.[1]);
  if (Number.isNaN(seconds)) throw refuse('BAD_SIGNATURE', 'The webhook has no readable Stripe-Signature header.');
  if (Math.abs(now.getTime() / 1_000 - seconds) > WINDOW_SECONDS) {
    throw refuse('STALE_WEBHOOK', 'The webhook was signed more than five minutes from now; check both clocks.');
  }
}

async function eventSignedWith(secret: string, body: Uint8Array, header: string, now: Date): Promise<unknown> {
  try {
    return await Stripe.webhooks.constructEventAsync(Buffer.from(body), header, secret, WINDOW_SECONDS, undefined, now.getTime());
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return undefined;
    // The signature is good, so it is the payload: no JSON, or an event of the v2 API, which is sent to endpoints of its own.
    throw refuse('BAD_PAYLOAD', 'The webhook is no event of the v1 API; register this address for snapshot payloads.');
  }
}

function checked(event: unknown): Stripe.Event {
  if (isEvent(event)) return event;
  throw refuse('BAD_PAYLOAD', 'The webhook is no event of the v1 API; register this address for snapshot payloads.');
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isEvent(value: unknown): value is Stripe.Event {
  if (!isRecord(value) || value['object'] !== 'event' || !isRecord(value['data'])) return false;
  return typeof value['id'] === 'string' && typeof value['type'] === 'string' && typeof value['created'] === 'number' && isRecord(value['data']['object']);
}
