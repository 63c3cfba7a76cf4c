import { expect } from 'chai';
import fc from 'fast-check';
import { after, AT, captured, created, fresh, methodKnown, refundFact, view } from './example.ts';
import { absorb, type ProviderFact } from './facts.ts';
import { type Account, type Entry, entriesBetween } from './ledger.ts';
import type { Payment } from './payment.ts';
import { refund } from './refund.ts';
import { money } from '../../runtime/money.ts';

const learn = (payment: Payment, ...facts: readonly ProviderFact[]): Payment => after(payment, absorb(payment, view(created, ...facts), AT));
const taken = learn(fresh, methodKnown, captured);

function balances(entries: readonly Entry[]): Partial<Record<Account, bigint>> {
  const sums: Partial<Record<Account, bigint>> = {};
  for (const { account, amount } of entries.flatMap(({ lines }) => lines)) {
    const sum = (sums[account] ?? 0n) + amount.minor;
    if (sum === 0n) delete sums[account];
    else sums[account] = sum;
  }
  return sums;
}

describe('entriesBetween', () => {
  it('books a capture as a sale that was paid at once', () => {
    const entries = entriesBetween(fresh, taken);
    expect(entries.map(({ kind }) => kind)).to.deep.equal(['sale', 'capture']);
    expect(balances(entries)).to.deep.equal({ provider_balance: 4_500n, revenue: -4_500n });
  });

  it('owes a refund from its request until it is paid out', () => {
    const asked = after(taken, refund(taken, money(1_000, 'EUR'), 'A gesture', AT));
    expect(balances(entriesBetween(taken, asked))).to.deep.equal({ refunds: 1_000n, customer_receivable: -1_000n });
    const paid = learn(asked, refundFact('re_1', 1_000, 'succeeded', asked.refunds[0]?.id));
    expect(balances(entriesBetween(fresh, paid))).to.deep.equal({ provider_balance: 3_500n, revenue: -4_500n, refunds: 1_000n });
  });

  it('reverses a refund that bounced', () => {
    const paid = learn(taken, refundFact('re_1', 1_000, 'succeeded'));
    const bounced = learn(paid, refundFact('re_1', 1_000, 'failed'));
    expect(entriesBetween(paid, bounced).map(({ kind }) => kind)).to.deep.equal(['refund', 'refund_payout']);
    expect(balances(entriesBetween(fresh, bounced))).to.deep.equal(balances(entriesBetween(fresh, taken)));
  });

  it('has nothing to say about what moves no money', () => {
    expect(entriesBetween(undefined, fresh)).to.deep.equal([]);
    expect(entriesBetween(taken, taken)).to.deep.equal([]);
  });

  const steps = fc.array(
    fc.tuple(fc.constantFrom('re_1', 're_2', 're_3'), fc.integer({ min: 1, max: 1_000 }), fc.constantFrom('pending' as const, 'succeeded' as const, 'failed' as const)),
    { maxLength: 12 },
  );

  it('balances each entry, and books the same however a history is cut into turns', () => {
    fc.assert(
      fc.property(steps, (told) => {
        const states = told.reduce<Payment[]>((list, [reference, minor, status]) => {
          const last = list.at(-1) ?? fresh;
          return [...list, learn(last, refundFact(reference, minor, status))];
        }, [fresh, taken]);
        const stepwise = states.slice(1).flatMap((state, i) => entriesBetween(states[i], state));
        for (const { lines } of stepwise) expect(lines.reduce((sum, { amount }) => sum + amount.minor, 0n)).to.equal(0n);
        expect(balances(stepwise)).to.deep.equal(balances(entriesBetween(fresh, states.at(-1) ?? fresh)));
      }),
    );
  });
});
