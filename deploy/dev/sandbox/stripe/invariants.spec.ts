/** Whatever sequence of calls arrives, money adds up and ended payments stay ended. */
import { expect } from 'chai';
import fc from 'fast-check';
import Stripe from 'stripe';
import type { Charge } from './model/charge.ts';
import type { PaymentIntent } from './model/payment-intent.ts';
import { BOOKING, type Connected, connected } from './testing/connected.ts';

const CARDS = [
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_authenticationRequired',
  'pm_card_refundFail',
  'pm_card_pendingRefund',
  'pm_card_sandboxAuthorizationLost',
];
const SEED = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);

type Step =
  | { readonly do: 'authenticate'; readonly pass: boolean }
  | { readonly do: 'cancel' | 'expire' | 'sweep' }
  | { readonly do: 'capture' | 'refund' | 'update'; readonly amount: number }
  | { readonly do: 'confirm'; readonly card: string };

const amount = fc.integer({ min: -1, max: 2500 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('confirm' as const), card: fc.constantFrom(...CARDS) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('capture' as const, 'refund' as const, 'update' as const), amount }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'expire' as const, 'sweep' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('authenticate' as const), pass: fc.boolean() }) },
);

describe('Stripe sandbox: invariants', () => {
  let box: Connected;
  before(async () => void (box = await connected({ settleSeconds: 0 })));
  after(() => box[Symbol.asyncDispose]());

  it(`hold after every step of any sequence (seed ${SEED})`, async function () {
    this.timeout(60_000);
    const run = fc.asyncProperty(
      fc.constantFrom('automatic' as const, 'manual' as const),
      fc.array(step, { maxLength: 14 }),
      async (capture_method, steps) => {
        const { id } = await box.stripe.paymentIntents.create({ ...BOOKING, capture_method });
        let before = snapshot(id);
        for (const next of steps) {
          await perform(id, next).catch(onlyRefused);
          const after = snapshot(id);
          check(before, after);
          before = after;
        }
      },
    );
    await fc.assert(run, { seed: SEED, numRuns: 100 });
  });

  function snapshot(id: string) {
    const payment = box.sandbox.payments(Infinity).find(({ intent }) => intent.id === id);
    if (payment === undefined) throw new Error(`${id} is gone`);
    return payment;
  }

  async function perform(id: string, next: Step): Promise<unknown> {
    const { stripe, sandbox } = box;
    switch (next.do) {
      case 'authenticate':
        return fetch(`${sandbox.url}/_sandbox/3ds/${id}`, {
          method: 'POST',
          body: new URLSearchParams({
            outcome: next.pass ? 'complete' : 'fail',
            client_secret: snapshot(id).intent.client_secret,
          }),
        });
      case 'cancel':
        return stripe.paymentIntents.cancel(id);
      case 'capture':
        return stripe.paymentIntents.capture(id, { amount_to_capture: next.amount });
      case 'confirm':
        return stripe.paymentIntents.confirm(id, { payment_method: next.card });
      case 'expire':
        return sandbox.expireAuthorization(id);
      case 'refund':
        return stripe.refunds.create({ payment_intent: id, amount: next.amount });
      case 'sweep':
        return sandbox.sweep();
      case 'update':
        return stripe.paymentIntents.update(id, { amount: next.amount });
    }
  }

  type Snapshot = ReturnType<typeof snapshot>;

  function check(before: Snapshot, after: Snapshot): void {
    const { intent, charges, refunds } = after;
    const refunded = sum(refunds.filter(({ status }) => status !== 'failed').map((refund) => refund.amount));
    const captured = sum(charges.map((charge) => charge.amount_captured));
    const gross = sum(
      movements(
        charges,
        refunds.map(({ id }) => id),
      ),
    );
    expect(gross, 'balance = captured - refunded').to.equal(captured - refunded);
    expect(intent.amount_received, 'received = captured').to.equal(captured);
    expect(refunded, 'refunded at most what was captured').to.be.at.most(captured);
    expect(
      charges.filter((charge) => charge.captured),
      'captured at most once',
    ).to.have.length.at.most(1);
    expect(
      Math.min(intent.amount, intent.amount_capturable, intent.amount_received, ...charges.flatMap(amounts)),
      'no negative amounts',
    ).to.be.at.least(0);
    expect(intent.amount_capturable > 0, 'capturable only when authorised').to.equal(
      intent.status === 'requires_capture',
    );
    if (isEnded(before.intent)) expect(intent, 'ended payments stay ended').to.deep.equal(before.intent);
  }

  function movements(charges: readonly Charge[], refunds: readonly string[]): number[] {
    const sources = new Set([...charges.map(({ id }) => id), ...refunds]);
    return box.sandbox
      .balance()
      .filter(({ source }) => sources.has(source))
      .map((movement) => movement.amount);
  }
});

function isEnded({ status }: PaymentIntent): boolean {
  return status === 'succeeded' || status === 'canceled';
}

function amounts(charge: Charge): number[] {
  return [charge.amount, charge.amount_captured, charge.amount_refunded];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A refusal is what the state machine is for; anything else fails the test. */
function onlyRefused(error: unknown): void {
  const refused =
    error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
  if (!refused && !(error instanceof Error && error.name === 'StripeFault')) throw error;
}
