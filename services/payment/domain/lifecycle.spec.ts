import { expect } from 'chai';
import { money } from '../../runtime/money.ts';
import { after, AT, authorized, captured, created, fresh, methodKnown, typesOf, view, voided, wanted } from './example.ts';
import { absorb } from './facts.ts';
import { abandonUnpaid, capture, refuseCapture, refuseCreation, release, start } from './lifecycle.ts';
import type { Payment } from './payment.ts';
import { refund } from './refund.ts';

const payable = after(fresh, absorb(fresh, view(created), AT));
const held = after(payable, absorb(payable, view(authorized), AT));
const capturing = after(held, capture(held, 8n, AT));
const taken = after(capturing, absorb(capturing, view(methodKnown, captured), AT));
const reasonOf = (decision: ReturnType<typeof refund>): string | undefined => ('rejection' in decision ? decision.rejection.reason : undefined);

describe('start', () => {
  it('starts one payment for a payable, once', () => {
    expect(fresh).to.include({ status: 'creating', fence: 7n });
    expect(typesOf(start(fresh, { ...wanted, fence: 9n }, AT))).to.deep.equal([]);
  });
});

describe('capture', () => {
  it('is asked for once, with the fence of the claim', () => {
    expect(capturing).to.include({ status: 'capturing', captureFence: 8n });
    expect(typesOf(capture(capturing, 8n, AT))).to.deep.equal([]);
    expect(typesOf(capture(taken, 8n, AT))).to.deep.equal([]);
  });

  it('is refused for a payment that was never authorised, and not asked for one that was given up', () => {
    expect(reasonOf(capture(payable, 8n, AT))).to.equal('NOT_AUTHORIZED');
    const given = after(held, release(held, 'Too late', 'everything', AT));
    expect(typesOf(capture(given, 8n, AT))).to.deep.equal([]);
  });

  it('that the provider refuses fails the payment and lets the reservation go', () => {
    const decision = refuseCapture(capturing, 'The bank says no.', AT);
    expect(typesOf(decision)).to.deep.equal(['failed', 'cancelRequested']);
    const failed = after(capturing, decision);
    expect(failed).to.include({ status: 'failed', reason: 'The bank says no.' });
    expect(typesOf(refuseCapture(taken, 'late', AT))).to.deep.equal([]);
  });
});

describe('release', () => {
  it('cancels what is unpaid', () => {
    for (const payment of [payable, held]) {
      expect(typesOf(release(payment, 'Too late', 'everything', AT))).to.deep.equal(['released', 'cancelRequested']);
    }
    const given = after(held, release(held, 'Too late', 'everything', AT));
    expect(after(given, absorb(given, view(voided), AT))).to.include({ status: 'cancelled', reason: 'Too late' });
    expect(typesOf(release(given, 'again', 'everything', AT))).to.deep.equal([]);
  });

  it('waits for the provider while a capture or a creation is under way', () => {
    for (const payment of [fresh, capturing]) expect(typesOf(release(payment, 'Too late', 'everything', AT))).to.deep.equal(['released']);
  });

  it('gives back what was captured, as much as is asked and never more than is left', () => {
    expect(typesOf(release(taken, 'Cancelled', money(0, 'EUR'), AT))).to.deep.equal([]);
    const some = after(taken, release(taken, 'Cancelled', money(1_500, 'EUR'), AT));
    const all = after(some, release(some, 'Cancelled', money(9_900, 'EUR'), AT));
    expect(all.refunds.map(({ amount }) => amount.minor)).to.deep.equal([1_500n, 3_000n]);
    expect(new Set(all.refunds.map(({ id }) => id)).size).to.equal(2);
    expect(typesOf(release(all, 'Cancelled', 'everything', AT))).to.deep.equal([]);
  });

  it('does nothing to a payment that is over', () => {
    const failed = after(fresh, refuseCreation(fresh, 'No such currency', AT));
    expect(failed.status).to.equal('failed');
    expect(typesOf(release(failed, 'Too late', 'everything', AT))).to.deep.equal([]);
  });
});

describe('abandonUnpaid', () => {
  it('leaves a payment alone that was authorised in the meantime', () => {
    expect(typesOf(abandonUnpaid(payable, 'The hold ended', AT))).to.deep.equal(['released', 'cancelRequested']);
    for (const payment of [held, capturing, taken]) expect(typesOf(abandonUnpaid(payment, 'The hold ended', AT))).to.deep.equal([]);
  });
});

describe('refund', () => {
  const refused: readonly [string, Payment, ReturnType<typeof money> | undefined, string][] = [
    ['nothing captured', held, undefined, 'NOTHING_CAPTURED'],
    ['another currency', taken, money(100, 'USD'), 'INVALID_FIELD'],
    ['nothing', taken, money(0, 'EUR'), 'INVALID_FIELD'],
    ['too much', taken, money(4_501, 'EUR'), 'REFUND_TOO_LARGE'],
    ['twice', after(taken, refund(taken, undefined, 'once', AT)), money(1, 'EUR'), 'ALREADY_REFUNDED'],
  ];
  for (const [name, payment, amount, reason] of refused) {
    it(`refuses: ${name}`, () => expect(reasonOf(refund(payment, amount, 'why', AT))).to.equal(reason));
  }

  it('gives back everything that is left when no amount is named', () => {
    const some = after(taken, refund(taken, money(500, 'EUR'), 'A gesture', AT));
    const all = after(some, refund(some, undefined, 'Everything', AT));
    expect(all.refunds.at(-1)?.amount.minor).to.equal(4_000n);
  });
});
