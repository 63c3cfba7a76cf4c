/** /v1/customers and /v1/payment_methods: create, retrieve, list, attach. */
import type { Call } from '../call.ts';
import { newCustomer } from '../model/customer.ts';
import { createPaymentMethod, resolveMethod } from '../operations/create-payment-method.ts';
import { findCustomer } from '../operations/find.ts';
import { mergedMetadata } from '../operations/update-intent.ts';
import { type Answer, type Endpoints, type Input, ok } from './endpoint.ts';
import { page, paging } from './pages.ts';
import { clearable, listOf, oneOf, readParameters, required, string } from './parameters.ts';
import { address, billingDetails, card, common, metadata, shipping } from './shared-parameters.ts';

export const customerEndpoints: Endpoints = {
  'POST /v1/customers': { run: create },
  'GET /v1/customers': { run: list },
  'GET /v1/customers/:id': { run: (call, { id }) => ok(findCustomer(call, id)) },
  'POST /v1/payment_methods': { run: createMethod },
  'GET /v1/payment_methods/:id': { run: (call, { id }) => ok(resolveMethod(call, id)) },
  'POST /v1/payment_methods/:id/attach': { run: attach },
};

const customerParameters = {
  ...common,
  address: clearable(address),
  description: string,
  email: string,
  metadata: clearable(metadata),
  name: string,
  phone: string,
  preferred_locales: listOf(string),
  shipping: clearable(shipping),
  tax_exempt: oneOf('exempt', 'none', 'reverse'),
};

function create(call: Call, { fields }: Input): Answer {
  const given = readParameters(fields, customerParameters);
  const customer = newCustomer(
    {
      address: given.address ?? null,
      description: given.description ?? null,
      email: given.email ?? null,
      metadata: mergedMetadata({}, given.metadata ?? {}),
      name: given.name ?? null,
      phone: given.phone ?? null,
      preferred_locales: given.preferred_locales ?? [],
      shipping: given.shipping ?? null,
      tax_exempt: given.tax_exempt ?? 'none',
    },
    call.now,
  );
  call.books.customers.put(customer);
  call.emit('customer.created', customer);
  return ok(customer);
}

function list(call: Call, { fields, path }: Input): Answer {
  const query = readParameters(fields, { ...common, ...paging, email: string });
  const customers = call.books.customers
    .all()
    .filter((customer) => query.email === undefined || customer.email === query.email);
  return ok(page(customers, query, path));
}

function createMethod(call: Call, { fields }: Input): Answer {
  const given = readParameters(fields, {
    ...common,
    type: oneOf('card'),
    card,
    billing_details: billingDetails,
    metadata,
  });
  required(given.type, 'type');
  return ok(
    createPaymentMethod(call, { card: given.card, billing_details: given.billing_details, metadata: given.metadata }),
  );
}

function attach(call: Call, { id, fields }: Input): Answer {
  const given = readParameters(fields, { ...common, customer: string });
  const customer = findCustomer(call, required(given.customer, 'customer'), 'customer');
  const method = { ...resolveMethod(call, id), customer: customer.id };
  call.books.methods.put(method);
  return ok(method);
}
