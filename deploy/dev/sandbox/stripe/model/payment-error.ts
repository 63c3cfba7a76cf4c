/** The error object of Stripe's API, and the exception that turns into one; whoever throws it has changed nothing. */
import type { PaymentIntent } from './payment-intent.ts';
import type { PaymentMethod } from './payment-method.ts';

export interface PaymentError {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly doc_url?: string;
  readonly charge?: string;
  readonly advice_code?: string;
  readonly network_decline_code?: string;
  readonly payment_method?: PaymentMethod;
  readonly payment_intent?: PaymentIntent;
  readonly request_log_url?: string;
}

export class StripeFault extends Error {
  override name = 'StripeFault';
  readonly status: number;
  readonly body: PaymentError;

  constructor(status: number, body: PaymentError) {
    super(body.message);
    this.status = status;
    this.body = withDocUrl(body);
  }
}

export function withDocUrl(error: PaymentError): PaymentError {
  return error.code === undefined
    ? error
    : { ...error, doc_url: `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}` };
}

/** A request that cannot be carried out as it stands: 400. */
export function invalidRequest(
  message: string,
  details: { code?: string; param?: string; payment_intent?: PaymentIntent } = {},
): StripeFault {
  return new StripeFault(400, { type: 'invalid_request_error', message, ...details });
}

export function resourceMissing(kind: string, id: string, param = 'id'): StripeFault {
  return new StripeFault(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}

/** A card whose data the network refuses before any payment is tried: 402. */
export function cardRefused(code: string, message: string, param: string): StripeFault {
  return new StripeFault(402, { type: 'card_error', code, message, param });
}
