/** /v1/refunds: create, retrieve, update, list, also under a charge. */
import type { Call } from '../call.ts';
import { resourceMissing } from '../model/payment-error.ts';
import type { Refund } from '../model/refund.ts';
import { createRefund } from '../operations/create-refund.ts';
import { mergedMetadata } from '../operations/update-intent.ts';
import { type Answer, type Endpoints, type Input, ok } from './endpoint.ts';
import { page, paging } from './pages.ts';
import { clearable, integer, oneOf, readParameters, string } from './parameters.ts';
import { common, metadata } from './shared-parameters.ts';

export const refundEndpoints: Endpoints = {
  'POST /v1/refunds': { run: create },
  'GET /v1/refunds': { run: list },
  'GET /v1/refunds/:id': { run: (call, { id }) => ok(find(call, id)) },
  'POST /v1/refunds/:id': { run: update },
  'GET /v1/charges/:id/refunds': {
    run: (call, input) => list(call, { ...input, fields: new Map([...input.fields, ['charge', input.id]]) }),
  },
};

function create(call: Call, { fields }: Input): Answer {
  const given = readParameters(fields, {
    ...common,
    amount: integer,
    charge: string,
    metadata: clearable(metadata),
    payment_intent: string,
    reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  });
  return ok(
    createRefund(call, { ...given, reason: given.reason ?? null, metadata: mergedMetadata({}, given.metadata ?? {}) }),
  );
}

function update(call: Call, { id, fields }: Input): Answer {
  const given = readParameters(fields, { ...common, metadata: clearable(metadata) });
  const refund = find(call, id);
  const next = { ...refund, metadata: given.metadata === null ? {} : mergedMetadata(refund.metadata, given.metadata) };
  call.books.refunds.put(next);
  call.emit('refund.updated', next);
  return ok(next);
}

function list(call: Call, { fields, path }: Input): Answer {
  const query = readParameters(fields, { ...common, ...paging, charge: string, payment_intent: string });
  const wanted = (refund: Refund) =>
    (query.charge === undefined || refund.charge === query.charge) &&
    (query.payment_intent === undefined || refund.payment_intent === query.payment_intent);
  return ok(page(call.books.refunds.all().filter(wanted), query, path));
}

function find(call: Call, id: string): Refund {
  const refund = call.books.refunds.get(id);
  if (refund === undefined) throw resourceMissing('refund', id);
  return refund;
}
