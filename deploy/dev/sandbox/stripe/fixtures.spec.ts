/** Every object the sandbox returns has all keys Stripe's own fixtures have, and fits the types of the official SDK. */
import { expect } from 'chai';
import type Stripe from 'stripe';
import { isJsonObject, type JsonObject } from '../http/json-body.ts';
import type { BalanceTransaction } from './model/balance-transaction.ts';
import type { Charge } from './model/charge.ts';
import type { Customer } from './model/customer.ts';
import type { PaymentIntent } from './model/payment-intent.ts';
import type { PaymentMethod } from './model/payment-method.ts';
import type { Refund } from './model/refund.ts';
import fixtures from './stripe-fixtures.json' with { type: 'json' };
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';

/** Compiles only while our resources can be used wherever the SDK's can. */
export type Fits = [
  Assignable<BalanceTransaction, Stripe.BalanceTransaction>,
  Assignable<Charge, Stripe.Charge>,
  Assignable<Customer, Stripe.Customer>,
  Assignable<PaymentIntent, Stripe.PaymentIntent>,
  Assignable<PaymentMethod, Stripe.PaymentMethod>,
  Assignable<Refund, Stripe.Refund>,
];
type Assignable<Ours extends Theirs, Theirs> = [Ours, Theirs];

describe('Stripe sandbox: shape of its objects', () => {
  let box: Connected;
  before(async () => void (box = await connected()));
  after(() => box[Symbol.asyncDispose]());

  it('has every key of Stripe’s fixtures in every resource and every status', async () => {
    await liveThrough(box.stripe);
    const { stripe } = box;
    const seen = {
      payment_intent: (await stripe.paymentIntents.list({ limit: 100 })).data,
      charge: (await stripe.charges.list({ limit: 100 })).data,
      refund: (await stripe.refunds.list({ limit: 100 })).data,
      customer: (await stripe.customers.list({ limit: 100 })).data,
      payment_method: [await stripe.paymentMethods.retrieve('pm_card_visa')],
      event: (await stripe.events.list({ limit: 100 })).data,
      balance_transaction: (await stripe.balanceTransactions.list({ limit: 100 })).data,
    };
    for (const [kind, fixture] of Object.entries(fixtures.resources)) {
      const objects: unknown[] = Object.entries(seen).find(([name]) => name === kind)?.[1] ?? [];
      expect(objects, kind).to.not.be.empty;
      for (const object of objects) expect(missingKeys(fixture, object, kind), kind).to.deep.equal([]);
    }
    expect(new Set(seen.payment_intent.map(({ status }) => status))).to.have.length(6);
  });
});

/** One payment for each end a payment can come to. */
async function liveThrough(stripe: Stripe): Promise<void> {
  const confirmed = { ...BOOKING, confirm: true };
  await stripe.customers.create({ email: 'guest@example.com' });
  await stripe.paymentIntents.create(BOOKING);
  await stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa' });
  await stripe.paymentIntents.create({ ...confirmed, payment_method: 'pm_card_authenticationRequired' });
  await stripe.paymentIntents.create({ ...confirmed, payment_method: 'pm_card_visa' });
  await errorOf(stripe.paymentIntents.create({ ...confirmed, payment_method: 'pm_card_chargeDeclined' }));
  await stripe.paymentIntents.cancel(
    (await stripe.paymentIntents.create({ ...confirmed, payment_method: 'pm_card_visa' })).id,
  );
  const paid = await stripe.paymentIntents.create({
    ...confirmed,
    capture_method: 'automatic',
    payment_method: 'pm_card_visa',
  });
  await stripe.refunds.create({ payment_intent: paid.id, amount: 100 });
}

/** Paths of keys the fixture has and the object has not; a null or an empty object stands for all keys below it. */
function missingKeys(fixture: JsonObject, object: unknown, path: string): string[] {
  if (!isJsonObject(object)) return [path];
  return Object.entries(fixture).flatMap(([key, expected]) => {
    if (!Object.hasOwn(object, key)) return [`${path}.${key}`];
    const deeper = isJsonObject(expected) && isJsonObject(object[key]) && !['metadata', 'object'].includes(key);
    return deeper ? missingKeys(expected, object[key], `${path}.${key}`) : [];
  });
}
