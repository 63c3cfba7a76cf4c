/** Looks documents up by the id a caller sent; an unknown id is Stripe's 404 `resource_missing`. */
import type { Call } from '../call.ts';
import type { Charge } from '../model/charge.ts';
import type { Customer } from '../model/customer.ts';
import { resourceMissing } from '../model/payment-error.ts';
import type { PaymentIntent } from '../model/payment-intent.ts';
import type { PaymentMethod } from '../model/payment-method.ts';

export function findIntent({ books }: Call, id: string, param = 'intent'): PaymentIntent {
  const intent = books.intents.get(id);
  if (intent === undefined) throw resourceMissing('payment_intent', id, param);
  return intent;
}

export function findCharge({ books }: Call, id: string, param = 'id'): Charge {
  const charge = books.charges.get(id);
  if (charge === undefined) throw resourceMissing('charge', id, param);
  return charge;
}

export function findCustomer({ books }: Call, id: string, param = 'id'): Customer {
  const customer = books.customers.get(id);
  if (customer === undefined) throw resourceMissing('customer', id, param);
  return customer;
}

export function findMethod({ books }: Call, id: string, param = 'payment_method'): PaymentMethod {
  const method = books.methods.get(id);
  if (method === undefined) throw resourceMissing('PaymentMethod', id, param);
  return method;
}

/** The charge that carries an intent's money; an intent that was authorised always has one. */
export function chargeOf(call: Call, intent: PaymentIntent): Charge {
  if (intent.latest_charge === null) throw new Error(`${intent.id} is ${intent.status} but has no charge`);
  return findCharge(call, intent.latest_charge);
}
