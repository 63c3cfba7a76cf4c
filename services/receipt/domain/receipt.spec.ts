import { expect } from 'chai';
import fc from 'fast-check';
import { money } from '../../runtime/money.ts';
import { emptyState, evolve, issue, recordRendering, type ReceiptState, type Sale, type Tenant } from './receipt.ts';

const tenant: Tenant = {
  id: 'tenant',
  taxRateBps: 2300,
  seller: {
    tradingName: 'Casa do Mar', legalName: 'Casa do Mar Lda.', addressLines: ['Rua 1'], countryCode: 'PT', taxId: '', supportEmail: '',
    brandColor: '#0b6e8a', timeZone: 'Europe/Lisbon', locale: 'en-GB',
  },
};
const sale: Sale = {
  bookingId: 'booking', bookingCode: 'K7QM-2XPD', paymentId: 'payment', paymentReference: 'pay_1',
  paid: money(17_900, 'EUR'), methodLabel: 'Visa •••• 4242', captured: new Date('2026-11-21T14:35:58Z'),
  customer: { id: 'customer', name: 'Zoë', email: 'zoe@example.com' },
  items: [{ title: 'Two dives', quantity: 2, unitPrice: money(8_950, 'EUR') }],
  visit: {
    place: 'Marina', staffName: '',
    time: { start: '2026-12-05T09:30:00.000Z', timeZone: 'Europe/Lisbon', localStart: '2026-12-05T09:30', localEnd: '2026-12-05T13:00' },
  },
};
const now = new Date('2026-11-21T14:36:02Z');
const wanted = { receiptId: 'receipt', counterId: 'counter', year: 2026, now };

function apply(state: ReceiptState, decision: ReturnType<typeof issue>): ReceiptState {
  return decision.events.reduce(evolve, state);
}

describe('receipt', () => {
  it('gives the next number of the year and prints what was paid', () => {
    const counters = new Map([['counter', { id: 'counter', year: 2026, last: 41 }]]);
    const { receipt } = apply(emptyState, issue({ ...emptyState, counters }, tenant, sale, wanted));
    expect(receipt?.number).to.equal('2026-000042');
    expect(receipt?.document).to.deep.include({ number: '2026-000042', totalMinor: '17900', tax: { rateBps: 2300, includedMinor: '3347' } });
    expect(receipt?.document.lines[0]).to.include({ quantity: 2, unitMinor: '8950', amountMinor: '17900' });
  });

  it('numbers without gaps or repeats, whatever is asked for twice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (payments) => {
        let counters: ReceiptState['counters'] = new Map();
        const issued = new Map<number, ReceiptState>();
        for (const payment of payments) {
          const before = { ...(issued.get(payment) ?? emptyState), counters };
          const after = apply(before, issue(before, tenant, sale, { ...wanted, receiptId: String(payment) }));
          issued.set(payment, after);
          counters = after.counters;
        }
        const numbers = [...issued.values()].map(({ receipt }) => receipt?.sequence ?? 0).sort((a, b) => a - b);
        expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
      }),
    );
  });

  it('prints what was added below, without the time and place that are said above', () => {
    const items: Sale['items'] = [...sale.items, { title: 'Nitrox', quantity: 3, unitPrice: money(1_000, 'EUR') }];
    const { receipt } = apply(emptyState, issue(emptyState, tenant, { ...sale, items, paid: money(20_900, 'EUR') }, wanted));
    expect(receipt?.document.lines.map(({ title, quantity, amountMinor, place, time }) => [title, quantity, amountMinor, place, time?.localStart])).to.deep.equal([
      ['Two dives', 2, '17900', 'Marina', '2026-12-05T09:30'], ['Nitrox', 3, '3000', '', undefined],
    ]);
  });

  it('always adds up to what was paid', () => {
    const item = fc.record({ title: fc.constant('x'), quantity: fc.integer({ min: 1, max: 20 }), unitPrice: fc.integer({ min: 0, max: 500 }).map((minor) => money(minor, 'EUR')) });
    fc.assert(fc.property(item, fc.array(item, { maxLength: 3 }), fc.constantFrom(0, 0, -1, 250), (first, added, off) => {
      const regular = [first, ...added].reduce((sum, { quantity, unitPrice }) => sum + unitPrice.minor * BigInt(quantity), 0n);
      const { receipt } = apply(emptyState, issue(emptyState, tenant, { ...sale, items: [first, ...added], paid: { minor: regular + BigInt(off), currency: 'EUR' } }, wanted));
      const { lines = [], totalMinor = '' } = receipt?.document ?? {};
      expect(lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)).to.equal(BigInt(totalMinor));
      expect(lines.every(({ quantity, unitMinor, amountMinor }) => BigInt(unitMinor) * BigInt(quantity) === BigInt(amountMinor))).to.equal(true);
      expect(lines[0]?.time).not.to.equal(undefined);
    }));
  });

  it('prints a sum that is not unit price times places as one', () => {
    const { receipt } = apply(emptyState, issue(emptyState, tenant, { ...sale, paid: money(15_000, 'EUR') }, wanted));
    expect(receipt?.document.lines[0]).to.include({ quantity: 1, unitMinor: '15000', amountMinor: '15000' });
  });

  it('keeps the first rendering', () => {
    const issued = apply(emptyState, issue(emptyState, tenant, sale, wanted));
    const rendered = apply(issued, recordRendering(issued, { objectKey: 'a', sha256: '1' }));
    expect(apply(rendered, recordRendering(rendered, { objectKey: 'a', sha256: '2' })).receipt?.rendering?.sha256).to.equal('1');
  });
});
