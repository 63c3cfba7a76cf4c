/**
 * Stripe's idempotency: a key answers its first request once and repeats that answer for 24 hours, to the same request
 * only.
 */
import { createHash } from 'node:crypto';
import type { Request } from '../../http/exchange.ts';
import type { Books } from '../books.ts';
import { invalidRequest, StripeFault } from '../model/payment-error.ts';

export interface IdempotentReply {
  /** The key itself. */
  readonly id: string;
  readonly object: 'reply';
  readonly path: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
  readonly request: string;
  readonly created: number;
}

export function fingerprintOf(request: Request): string {
  const parameters = new URLSearchParams(request.body.toString('utf8'));
  parameters.sort();
  return createHash('sha256').update(`${request.method} ${request.url.pathname}\n${parameters}`).digest('hex');
}

/** The stored answer, if this very request was answered before. */
export function storedReply(books: Books, key: string, request: Request): IdempotentReply | undefined {
  if (key.length > 255) throw invalidRequest('Idempotency keys can have at most 255 characters.');
  const stored = books.replies.get(key);
  if (stored === undefined || stored.fingerprint === fingerprintOf(request)) return stored;
  throw mismatch(key, stored, request);
}

function mismatch(key: string, stored: IdempotentReply, request: Request): StripeFault {
  const message =
    stored.path === request.url.pathname
      ? `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
      : `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${request.url.pathname}' vs '${stored.path}'). Try using a key other than '${key}' if you meant to execute a different request.`;
  return new StripeFault(400, { type: 'idempotency_error', message });
}

export function inProgress(key: string): StripeFault {
  return new StripeFault(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });
}

/** Parameters that were refused before anything ran are not remembered: the corrected request may use the same key. */
export function isRemembered(fault: StripeFault): boolean {
  return fault.status !== 401 && !(fault.body.code ?? '').startsWith('parameter_');
}
