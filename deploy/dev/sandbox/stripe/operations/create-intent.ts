/** Creates an intent and, when asked, confirms it in the same call. */
import type { Call } from '../call.ts';
import { invalidRequest } from '../model/payment-error.ts';
import { type IntentDraft, newIntent } from '../model/payment-intent.ts';
import type { StepResult } from './charge-intent.ts';
import { type Confirmation, confirmIntent } from './confirm-intent.ts';
import { createPaymentMethod, resolveMethod } from './create-payment-method.ts';
import { findCustomer } from './find.ts';

export interface Creation extends Confirmation {
  readonly confirm: boolean;
}

export function createIntent(call: Call, draft: IntentDraft, creation: Creation): StepResult {
  if (draft.customer !== null) findCustomer(call, draft.customer, 'customer');
  if (!creation.confirm) requireConfirmationFor(creation);
  const intent = newIntent({ ...draft, payment_method: methodId(call, creation) }, call.now);
  call.books.intents.put(intent);
  call.emit('payment_intent.created', intent);
  // The method is already made: the confirmation must not make a second one from the same data.
  return creation.confirm
    ? confirmIntent(call, intent, { ...creation, payment_method: undefined, payment_method_data: undefined })
    : { intent };
}

function methodId(call: Call, { payment_method, payment_method_data }: Creation): string | null {
  if (payment_method_data !== undefined) return createPaymentMethod(call, payment_method_data).id;
  return payment_method === undefined ? null : resolveMethod(call, payment_method).id;
}

function requireConfirmationFor(creation: Creation): void {
  const only = ['error_on_requires_action', 'off_session', 'return_url', 'use_stripe_sdk'] as const;
  const given = only.find((param) => creation[param] !== undefined);
  if (given !== undefined)
    throw invalidRequest(`You may only specify one of these parameters when confirm is true: ${given}.`, {
      param: given,
    });
}
