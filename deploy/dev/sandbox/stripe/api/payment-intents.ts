/** /v1/payment_intents: create, retrieve, list, update, confirm, capture, cancel. */
import type { Call } from '../call.ts';
import type { PaymentIntent } from '../model/payment-intent.ts';
import { cancelIntent } from '../operations/cancel-intent.ts';
import { captureIntent } from '../operations/capture-intent.ts';
import type { StepResult } from '../operations/charge-intent.ts';
import { confirmIntent } from '../operations/confirm-intent.ts';
import { createIntent } from '../operations/create-intent.ts';
import { findIntent } from '../operations/find.ts';
import { mergedMetadata, updateIntent } from '../operations/update-intent.ts';
import { publicView, requireClientSecret } from './client-access.ts';
import { type Answer, type Endpoints, type Input, ok, refusal } from './endpoint.ts';
import { confirmationParameters, creationParameters, toDraft, toTerms, updateParameters } from './intent-parameters.ts';
import { page, paging } from './pages.ts';
import { boolean, clearable, integer, oneOf, readParameters, string } from './parameters.ts';
import { common, metadata } from './shared-parameters.ts';

export const paymentIntentEndpoints: Endpoints = {
  'POST /v1/payment_intents': { run: create },
  'GET /v1/payment_intents': { run: list },
  'GET /v1/payment_intents/:id': { browser: true, run: retrieve },
  'POST /v1/payment_intents/:id': { run: update },
  'POST /v1/payment_intents/:id/confirm': { browser: true, run: confirm },
  'POST /v1/payment_intents/:id/capture': { run: capture },
  'POST /v1/payment_intents/:id/cancel': { run: cancel },
};

function create(call: Call, { fields, caller }: Input): Answer {
  const given = readParameters(fields, creationParameters);
  return answer(createIntent(call, toDraft(given), { ...given, confirm: given.confirm ?? false }), caller);
}

function list(call: Call, { fields, path }: Input): Answer {
  const query = readParameters(fields, { ...common, ...paging, customer: string });
  const intents = call.books.intents
    .all()
    .filter((intent) => query.customer === undefined || intent.customer === query.customer);
  return ok(page(intents, query, path));
}

function retrieve(call: Call, { id, fields, caller }: Input): Answer {
  return ok(shown(accessible(call, id, readParameters(fields, common).client_secret, caller), caller));
}

function update(call: Call, { id, fields }: Input): Answer {
  const given = readParameters(fields, updateParameters);
  const { description, metadata: changes, payment_method_data } = given;
  return ok(
    updateIntent(call, findIntent(call, id), {
      description,
      metadata: changes,
      payment_method_data,
      terms: toTerms(given),
    }),
  );
}

function confirm(call: Call, { id, fields, caller }: Input): Answer {
  const given = readParameters(fields, confirmationParameters);
  const intent = accessible(call, id, given.client_secret, caller);
  const { receipt_email = intent.receipt_email, shipping = intent.shipping } = given;
  return answer(
    confirmIntent(call, { ...intent, receipt_email, shipping }, { ...given, fromBrowser: caller === 'browser' }),
    caller,
  );
}

function capture(call: Call, { id, fields }: Input): Answer {
  const given = readParameters(fields, {
    ...common,
    amount_to_capture: integer,
    final_capture: boolean,
    metadata: clearable(metadata),
  });
  const intent = findIntent(call, id);
  const described = {
    ...intent,
    metadata: given.metadata === null ? {} : mergedMetadata(intent.metadata, given.metadata),
  };
  return answer(captureIntent(call, described, given.amount_to_capture), 'server');
}

function cancel(call: Call, { id, fields }: Input): Answer {
  const reasons = oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer');
  const given = readParameters(fields, { ...common, cancellation_reason: reasons });
  return ok(cancelIntent(call, findIntent(call, id), given.cancellation_reason ?? null));
}

function accessible(call: Call, id: string, secret: string | undefined, caller: Input['caller']): PaymentIntent {
  const intent = findIntent(call, id);
  if (caller === 'browser' || secret !== undefined) requireClientSecret(intent, secret);
  return intent;
}

function shown(intent: PaymentIntent, caller: Input['caller']): object {
  return caller === 'browser' ? publicView(intent) : intent;
}

function answer({ intent, failure }: StepResult, caller: Input['caller']): Answer {
  if (failure === undefined) return ok(shown(intent, caller));
  const refused = refusal(failure);
  return { ...refused, body: { error: { ...failure, payment_intent: shown(intent, caller) } } };
}
