/** /v1/charges and /v1/balance_transactions: reading what payments and refunds did to money. */
import type { Call } from '../call.ts';
import { resourceMissing } from '../model/payment-error.ts';
import { findCharge } from '../operations/find.ts';
import { type Answer, type Endpoints, type Input, ok } from './endpoint.ts';
import { page, paging } from './pages.ts';
import { readParameters, string } from './parameters.ts';
import { common } from './shared-parameters.ts';

export const chargeEndpoints: Endpoints = {
  'GET /v1/charges': { run: listCharges },
  'GET /v1/charges/:id': { run: (call, { id }) => ok(findCharge(call, id)) },
  'GET /v1/balance_transactions': { run: listTransactions },
  'GET /v1/balance_transactions/:id': { run: retrieveTransaction },
};

function listCharges(call: Call, { fields, path }: Input): Answer {
  const query = readParameters(fields, { ...common, ...paging, customer: string, payment_intent: string });
  const charges = call.books.charges
    .all()
    .filter(
      (charge) =>
        (query.customer === undefined || charge.customer === query.customer) &&
        (query.payment_intent === undefined || charge.payment_intent === query.payment_intent),
    );
  return ok(page(charges, query, path));
}

function listTransactions(call: Call, { fields, path }: Input): Answer {
  const query = readParameters(fields, { ...common, ...paging, currency: string, source: string, type: string });
  const transactions = call.books.balance
    .all()
    .filter(
      (transaction) =>
        (query.currency === undefined || transaction.currency === query.currency) &&
        (query.source === undefined || transaction.source === query.source) &&
        (query.type === undefined || transaction.type === query.type),
    );
  return ok(page(transactions, query, path));
}

function retrieveTransaction(call: Call, { id }: Input): Answer {
  const transaction = call.books.balance.get(id);
  if (transaction === undefined) throw resourceMissing('balance transaction', id);
  return ok(transaction);
}
