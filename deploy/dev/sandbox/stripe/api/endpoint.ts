/** One endpoint of the API: who may call it, and the function that answers. */
import type { Call } from '../call.ts';
import { StripeFault, type PaymentError } from '../model/payment-error.ts';
import type { Caller } from './authorize.ts';
import type { FormFields } from './form.ts';

export interface Input {
  /** The `:id` of the path; empty where the path has none. */
  readonly id: string;
  readonly path: string;
  readonly fields: FormFields;
  readonly caller: Caller;
  /** The account that is called. */
  readonly account: string;
}

/** What was done and is kept, even when `status` says that a card was refused. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

export interface Endpoint {
  /** Whether a publishable key together with a client secret is enough. */
  readonly browser?: boolean;
  run(call: Call, input: Input): Answer;
}

export type Endpoints = Readonly<Record<string, Endpoint>>;

export function ok(body: object): Answer {
  return { status: 200, body };
}

/** A refusal that changed the books: it is answered as an error and not undone. */
export function refusal(error: PaymentError): Answer {
  return { status: error.type === 'card_error' ? 402 : 400, body: { error } };
}

export function notFound(method: string, path: string): StripeFault {
  return new StripeFault(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The sandbox implements payment intents, refunds, charges, customers, payment methods, balance transactions, events and the account.`,
  });
}
