import { expect } from 'chai';
import fc from 'fast-check';
import { absorb, type ProviderFact, type ProviderView } from './facts.ts';
import { after, AT, authorized, captured, created, declined, fresh, methodKnown, refundFact, typesOf, view, voided } from './example.ts';
import { money } from '../../runtime/money.ts';
import { capture, release } from './lifecycle.ts';
import type { Payment } from './payment.ts';
import { refund } from './refund.ts';

const learnAll = (payment: Payment, ...views: readonly ProviderView[]): Payment =>
  views.reduce((state, next) => after(state, absorb(state, next, AT)), payment);

describe('absorb', () => {
  it('takes a payment from asked for to captured', () => {
    const payable = learnAll(fresh, view(created));
    expect(payable).to.include({ status: 'awaiting_customer', reference: 'pi_1', clientSecret: 'pi_1_secret_x' });
    const held = learnAll(payable, view(created, authorized));
    expect(held.status).to.equal('authorized');
    const capturing = after(held, capture(held, 8n, AT));
    const taken = learnAll(capturing, view(created, methodKnown, captured));
    expect(taken).to.include({ status: 'succeeded', methodLabel: 'Visa •••• 4242', captureFence: 8n });
    expect(taken.captured.minor).to.equal(4_500n);
    expect(typesOf(absorb(taken, view(created, authorized, methodKnown, captured), AT))).to.deep.equal([]);
  });

  it('asks the provider when a capture is told without its method', () => {
    expect(typesOf(absorb(fresh, view(created, captured), AT))).to.deep.equal(['intentCreated', 'lookUpRequested']);
    expect(typesOf(absorb(fresh, view(created, methodKnown, captured), AT))).to.deep.equal(['intentCreated', 'methodKnown', 'captured']);
  });

  it('fails, not cancels, a payment whose authorisation ends while it is captured', () => {
    const held = learnAll(fresh, view(created, authorized));
    const capturing = after(held, capture(held, 8n, AT));
    expect(typesOf(absorb(capturing, view(voided), AT))).to.deep.equal(['failed']);
    expect(typesOf(absorb(held, view(voided), AT))).to.deep.equal(['cancelled']);
  });

  it('tells of a failed attempt once, and of none after the money was reserved', () => {
    const tried = learnAll(fresh, view(created, declined('ch_1', 10)));
    expect(tried).to.include({ status: 'awaiting_customer', reason: 'declined ch_1' });
    expect(typesOf(absorb(tried, view(declined('ch_1', 10)), AT))).to.deep.equal([]);
    expect(typesOf(absorb(tried, view(declined('ch_0', 9)), AT))).to.deep.equal([]);
    const held = learnAll(tried, view(authorized));
    expect(held.reason).to.equal('');
    expect(typesOf(absorb(held, view(declined('ch_2', 11)), AT))).to.deep.equal([]);
  });

  it('takes in money that came although the payment was given up: its coordinator gives it back, or the place after all', () => {
    const waiting = learnAll(fresh, view(created));
    const given = after(waiting, release(waiting, 'Cancelled by the customer', 'everything', AT));
    const taken = learnAll(given, view(authorized), view(methodKnown, captured));
    expect(taken).to.deep.include({ status: 'succeeded', refunds: [] });
    const back = after(taken, release(taken, 'The place is gone', 'everything', AT));
    expect(back.refunds.map(({ amount }) => amount.minor)).to.deep.equal([4_500n]);
  });

  it('cancels what was given up before the provider had answered', () => {
    const given = after(fresh, release(fresh, 'Too late', 'everything', AT));
    expect(typesOf(absorb(given, view(created), AT))).to.deep.equal(['intentCreated', 'cancelRequested']);
  });

  it('ignores facts about another intent', () => {
    const payable = learnAll(fresh, view(created));
    expect(typesOf(absorb(payable, { reference: 'pi_2', facts: [created, methodKnown, captured] }, AT))).to.deep.equal([]);
  });

  describe('a refund that names one of ours, as anybody with the account at the provider can write', () => {
    const taken = learnAll(fresh, view(created, methodKnown, captured));
    const asked = after(taken, refund(taken, money(3_000, 'EUR'), 'Sorry', AT));
    const [ours] = asked.refunds;
    const statuses = (payment: Payment) => payment.refunds.map(({ id, amount, status }) => [id === ours?.id ? 'ours' : 'another', amount.minor, status]);

    it('is that one when it is of its amount, and stays it', () => {
      const moved = learnAll(asked, view(refundFact('re_1', 3_000, 'succeeded', ours?.id)));
      expect(statuses(moved)).to.deep.equal([['ours', 3_000n, 'succeeded']]);
      expect(statuses(learnAll(moved, view(refundFact('re_1', 3_000, 'failed', ours?.id))))).to.deep.equal([['ours', 3_000n, 'failed']]);
    });

    it('is another when it is of another amount, or ours is known to be another', () => {
      const other = learnAll(asked, view(refundFact('re_1', 1, 'succeeded', ours?.id)));
      expect(statuses(other)).to.deep.equal([['ours', 3_000n, 'requested'], ['another', 1n, 'succeeded']]);
      const moved = learnAll(asked, view(refundFact('re_1', 3_000, 'succeeded', ours?.id)));
      expect(statuses(learnAll(moved, view(refundFact('re_2', 3_000, 'failed', ours?.id))))).to.deep.equal([['ours', 3_000n, 'succeeded'], ['another', 3_000n, 'failed']]);
    });

    it('is another when it names a refund of another payment, whose row it must not touch', () => {
      const foreign = '0195c3a0-0000-7000-8000-00000000000f';
      const adopted = learnAll(asked, view(refundFact('re_1', 500, 'failed', foreign)));
      expect(statuses(adopted)).to.deep.equal([['ours', 3_000n, 'requested'], ['another', 500n, 'failed']]);
      expect(adopted.refunds.map(({ id }) => id)).not.to.include(foreign);
    });

    it('fails when the provider has nothing left to give', () => {
      const nothing = { type: 'refund', refund: { id: ours?.id, reference: '', minor: '0', currency: '', status: 'failed', reason: '' } } as const;
      expect(statuses(learnAll(asked, view(nothing)))).to.deep.equal([['ours', 3_000n, 'failed']]);
    });
  });

  it('adopts a refund made at the provider, and takes it back when it bounces', () => {
    const taken = learnAll(fresh, view(created, methodKnown, captured));
    const all = learnAll(taken, view(refundFact('re_1', 4_500, 'succeeded')));
    expect(all.status).to.equal('refunded');
    const bounced = learnAll(all, view(refundFact('re_1', 4_500, 'failed')));
    expect(bounced.status).to.equal('succeeded');
    expect(learnAll(bounced, view(refundFact('re_1', 4_500, 'succeeded'))).status).to.equal('succeeded');
  });
});

/** Everything a provider can truthfully tell of one intent, each told as it was at that moment. */
const history: fc.Arbitrary<readonly ProviderFact[]> = fc
  .record({
    declines: fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 4 }),
    end: fc.constantFrom<'open' | 'held' | 'taken' | 'taken at once' | 'void' | 'held, then void'>('open', 'held', 'taken', 'taken at once', 'void', 'held, then void'),
    refunds: fc.array(fc.tuple(fc.integer({ min: 1, max: 1_500 }), fc.constantFrom('pending' as const, 'succeeded' as const, 'failed' as const)), { maxLength: 3 }),
  })
  .map(({ declines, end, refunds }) => [
    ...declines.toSorted((a, b) => a - b).map((at) => declined(`ch_${at}`, at)),
    ...(end.startsWith('held') || end === 'taken' ? [authorized] : []),
    ...(end.startsWith('taken') ? [methodKnown, captured] : []),
    ...(end.endsWith('void') ? [voided] : []),
    ...(end.startsWith('taken') ? refunds.flatMap(([minor, last], i) => refundStory(`re_${i}`, minor, last)) : []),
  ]);

const refundStory = (reference: string, minor: number, last: 'pending' | 'succeeded' | 'failed'): ProviderFact[] =>
  (['pending', 'succeeded', 'failed'] as const)
    .slice(0, { pending: 1, succeeded: 2, failed: 3 }[last])
    .map((status) => refundFact(reference, minor, status));

/** A webhook tells one thing; the answer to a look-up tells how things stand in the end, method included. */
function tell(payment: Payment, facts: readonly ProviderFact[], order: readonly ProviderFact[]): Payment {
  let state = payment;
  for (const fact of order) {
    const events = absorb(state, view(created, fact), AT);
    state = after(state, events);
    if (typesOf(events).includes('lookUpRequested')) state = learnAll(state, view(created, ...facts));
  }
  return state;
}

const sorted = (payment: Payment): Payment => ({ ...payment, refunds: payment.refunds.toSorted((a, b) => a.id.localeCompare(b.id)) });

describe('webhooks in any order and number', () => {
  for (const claimed of [false, true]) {
    it(`end in the same payment${claimed ? ' once its place was claimed' : ''}`, () => {
      const sequences = history.chain((facts) =>
        fc.record({ facts: fc.constant(facts), order: fc.shuffledSubarray([...facts, ...facts, ...facts], { minLength: facts.length * 3 }) }),
      );
      fc.assert(
        fc.property(sequences, ({ facts, order }) => {
          const held = learnAll(fresh, view(created, authorized));
          const begin = claimed ? after(held, capture(held, 9n, AT)) : fresh;
          expect(sorted(tell(begin, facts, order))).to.deep.equal(sorted(tell(begin, facts, facts)));
        }),
        { numRuns: 1_000 },
      );
    });
  }
});
