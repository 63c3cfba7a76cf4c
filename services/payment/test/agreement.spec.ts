/** Money and bookings never disagree: whatever happens in whatever order, it ends confirmed and paid, or released and not charged. */
import { expect } from 'chai';
import fc from 'fast-check';
import { ABANDON } from '../actors/payment.actor.ts';
import { RECONCILE } from '../actors/settle.ts';
import { isOpen } from '../domain/payment.ts';
import type { Account } from '../domain/ledger.ts';
import { createModelBooking } from './model-booking.ts';
import { createModelPayment } from './model-payment.ts';
import { createModelProvider } from './model-provider.ts';

const createWorld = () => ({ booking: createModelBooking(), payment: createModelPayment(), provider: createModelProvider() });
type World = ReturnType<typeof createWorld>;
type Step = (world: World, pick: number) => void;

/** One of a list by a number, taken out of it. */
function take<T>(list: T[], pick: number): T | undefined {
  return list.length === 0 ? undefined : list.splice(pick % list.length, 1)[0];
}

function runEffect({ payment, provider }: World, pick: number, answered: boolean): void {
  const effect = take(payment.effects, pick);
  if (!effect) return;
  const answer = provider.carryOut(effect);
  if (answered) payment.answer(effect.name, answer);
  else payment.effects.push(effect);
}

function tellBooking({ booking, payment }: World): void {
  const event = payment.published.shift();
  if (event) booking.hear(event.schema.name, 'final' in event.payload && event.payload['final'] === true);
}

const STEPS: Readonly<Record<string, Step>> = {
  'the customer pays': ({ provider }) => provider.pay(false),
  'the customer pays at once': ({ provider }) => provider.pay(true),
  'the card is declined': ({ provider }) => provider.decline(),
  'the bank drops the authorisation': ({ provider }) => provider.dropAuthorization(),
  'the hold runs out': ({ booking }) => booking.expire(),
  'someone else takes the place': ({ booking }) => booking.losePlace(),
  'the customer cancels': ({ booking }) => booking.cancel(),
  'payment hears of the booking': ({ booking, payment }) => booking.outbox.shift()?.(payment),
  'booking hears of the payment': (world) => tellBooking(world),
  'the provider answers': (world, pick) => runEffect(world, pick, true),
  'the answer of the provider is lost': (world, pick) => runEffect(world, pick, false),
  'a webhook comes': ({ payment, provider }, pick) => {
    const view = take(provider.mail, pick);
    if (view) payment.webhook(view);
  },
  'a webhook comes and will come again': ({ payment, provider }, pick) => {
    const view = provider.mail[pick % Math.max(1, provider.mail.length)];
    if (view) payment.webhook(view);
  },
  'a webhook is lost': ({ provider }, pick) => void take(provider.mail, pick),
  'the provider is asked': ({ payment }) => payment.remind(RECONCILE),
  'the grace is over': ({ payment }) => payment.remind(ABANDON),
};

/** Everything under way arrives, except the webhooks: those are lost. Then time passes. */
function quiesce(world: World): void {
  const { booking, payment, provider } = world;
  for (let round = 0; round < 60; round += 1) {
    for (const deliver of booking.outbox.splice(0)) deliver(payment);
    while (payment.published.length > 0) tellBooking(world);
    for (let i = payment.effects.length; i > 0; i -= 1) runEffect(world, 0, true);
    provider.mail.length = 0;
    if (round > 10) payment.remind(RECONCILE);
    if (round > 20) booking.expire();
    if (round > 30) payment.remind(ABANDON);
  }
}

function balanceOf({ payment }: World, account: Account): number {
  const lines = payment.entries.flatMap((entry) => entry.lines).filter((line) => line.account === account);
  return Number(lines.reduce((sum, { amount }) => sum + amount.minor, 0n));
}

function checkAgreement(world: World): void {
  const { booking, payment, provider } = world;
  const paid = payment.payment();
  if (!paid) throw new Error('the payment was never started');
  expect(provider.net(), `money for a ${booking.status()} booking`).to.equal(booking.status() === 'confirmed' ? 4_500 : 0);
  expect(provider.settled(), 'the customer can still be charged').to.equal(true);
  expect(isOpen(paid), `${paid.status} is open`).to.equal(false);
  expect(balanceOf(world, 'provider_balance'), 'our books against the provider').to.equal(provider.net());
  expect(balanceOf(world, 'customer_receivable'), 'what is owed').to.equal(0);
}

const BEGUN = ['payment hears of the booking', 'the provider answers'];
const ASKED = ['the provider is asked', 'the provider answers', 'booking hears of the payment', 'booking hears of the payment'];

/** Each way to end, so that the property below is known to be about all of them. */
const ENDS: readonly [end: string, steps: readonly string[]][] = [
  ['confirmed, succeeded', [...BEGUN, 'the customer pays']],
  ['cancelled, refunded', [...BEGUN, 'the customer pays at once', ...ASKED, 'the customer cancels']],
  ['expired, refunded', [...BEGUN, 'the hold runs out', 'someone else takes the place', 'the customer pays at once']],
  ['cancelled, cancelled', [...BEGUN, 'the customer cancels']],
  ['cancelled, failed', [...BEGUN, 'the customer pays', ...ASKED, 'the bank drops the authorisation']],
  ['expired, cancelled', BEGUN],
];

/** Runs a story to its end; gives how the booking and the payment ended. */
function run(steps: readonly (readonly [name: string, pick: number])[]): string {
  const world = createWorld();
  for (const [name, pick] of steps) STEPS[name]?.(world, pick);
  quiesce(world);
  checkAgreement(world);
  return `${world.booking.status()}, ${world.payment.payment()?.status}`;
}

describe('money and bookings', () => {
  for (const [end, steps] of ENDS) {
    it(`end ${end}`, () => expect(run(steps.map((name) => [name, 0]))).to.equal(end));
  }

  it('agree in the end, whatever happens', () => {
    const story = fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(20)), { minLength: 5, maxLength: 80 });
    fc.assert(fc.property(story, (steps) => void run(steps)), { numRuns: 3_000 });
  });
});
