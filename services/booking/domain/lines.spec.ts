import { expect } from 'chai';
import fc from 'fast-check';
import { money } from '../../runtime/money.ts';
import { exampleOffering } from './example-booking.ts';
import { extraMinutesOf, linesOf, linesToday, plain, select, totalOf, type Choices, type Selection } from './lines.ts';
import type { Offering } from './offering.ts';

const repair: Offering = {
  ...exampleOffering, kind: 'service', title: 'Repair', price: money(6000, 'EUR'),
  variants: [{ id: 'tandem', name: 'Tandem', price: money(9000, 'EUR') }, { id: 'folding', name: 'Folding', price: undefined }],
  addOns: [
    { id: 'wash', name: 'Wash', price: money(1500, 'EUR'), extraMinutes: 15 },
    { id: 'lamp', name: 'Lamp', price: money(2200, 'EUR'), extraMinutes: 0 },
    { id: 'overhaul', name: 'Overhaul', price: money(90_000, 'EUR'), extraMinutes: 1440 },
  ],
};

/** The selection, or the fields that are refused. */
function selected(choices: Choices): Selection | string[] {
  const chosen = select(repair, choices);
  return 'rejection' in chosen ? (chosen.rejection.violations ?? []).map(({ field }) => field) : chosen.selection;
}

function expectSelection(choices: Choices): Selection {
  const selection = selected(choices);
  if (Array.isArray(selection)) throw new Error(`refused: ${selection.join(', ')}`);
  return selection;
}

describe('the lines of a booking', () => {
  it('are the offering for each of the party, then the add-ons in their quantities', () => {
    const lines = linesOf(repair, expectSelection({ addOns: [{ id: 'wash', quantity: 2 }, { id: 'lamp', quantity: 1 }] }), 3);
    expect(lines.map(({ title, quantity }) => `${quantity} ${title}`)).to.deep.equal(['3 Repair', '2 Wash', '1 Lamp']);
    expect(totalOf(lines, 'EUR')).to.deep.equal(money(3 * 6000 + 2 * 1500 + 2200, 'EUR'));
  });

  it('begin with the variant at its price, or at the offering’s where it has none', () => {
    const first = (variantId: string) => linesOf(repair, expectSelection({ variantId, addOns: [] }), 1)[0];
    expect(first('tandem')).to.deep.include({ kind: 'variant', id: 'tandem', title: 'Repair (Tandem)', unitPrice: money(9000, 'EUR') });
    expect(first('folding')).to.deep.include({ title: 'Repair (Folding)', unitPrice: money(6000, 'EUR') });
  });

  it('lengthen a visit by the minutes of each add-on, and never the date of an event', () => {
    const selection = expectSelection({ addOns: [{ id: 'wash', quantity: 3 }, { id: 'lamp', quantity: 1 }] });
    expect(extraMinutesOf(repair, selection)).to.equal(45);
    expect(extraMinutesOf({ kind: 'event' }, selection)).to.equal(0);
    expect(linesOf({ ...repair, kind: 'event' }, selection, 1).every(({ extraMinutes }) => extraMinutes === 0)).to.equal(true);
  });

  it('are refused by field: what is unknown, what is named twice, and what takes more than a month', () => {
    expect(selected({ variantId: 'other', addOns: [{ id: 'wash', quantity: 1 }, { id: 'sauna', quantity: 1 }] })).to.deep.equal(['variant_id', 'add_ons[1].add_on_id']);
    expect(selected({ addOns: [{ id: 'wash', quantity: 1 }, { id: 'wash', quantity: 1 }] })).to.deep.equal(['add_ons[1].add_on_id']);
    expect(selected({ addOns: [{ id: 'overhaul', quantity: 20 }, { id: 'wash', quantity: 20 }] })).to.be.an('object');
    const many = { ...repair, addOns: [...repair.addOns, { id: 'again', name: 'Again', price: money(1, 'EUR'), extraMinutes: 1440 }] };
    expect(select(many, { addOns: [{ id: 'overhaul', quantity: 20 }, { id: 'again', quantity: 12 }] })).to.have.nested.property('rejection.violations[0].field', 'add_ons');
  });

  it('take today’s prices, but for what is not offered any more or was sold in another currency', () => {
    const sold = linesOf(repair, expectSelection({ addOns: [{ id: 'wash', quantity: 1 }, { id: 'lamp', quantity: 1 }] }), 1);
    const dearer = { ...repair, price: money(7000, 'EUR'), addOns: [{ id: 'wash', name: 'Wash', price: money(1700, 'EUR'), extraMinutes: 15 }] };
    expect(totalOf(linesToday(sold, dearer), 'EUR')).to.deep.equal(money(7000 + 1700 + 2200, 'EUR'));
    expect(linesToday(sold, { ...repair, price: money(7000, 'USD'), addOns: [] })).to.deep.equal(sold);
  });

  it('add up exactly in 64 bits, whatever the catalogue and the request allow', () => {
    const price = fc.bigInt({ min: 0n, max: 1_000_000_000_000n });
    fc.assert(fc.property(price, fc.array(fc.tuple(price, fc.integer({ min: 1, max: 20 })), { maxLength: 20 }), fc.integer({ min: 1, max: 100 }), (unit, extras, party) => {
      const addOns = extras.map(([minor], index) => ({ id: String(index), name: '', price: money(minor, 'EUR'), extraMinutes: 0 }));
      const offering = { ...repair, price: money(unit, 'EUR'), addOns };
      const chosen = select(offering, { addOns: extras.map(([, quantity], index) => ({ id: String(index), quantity })) });
      const total = totalOf(linesOf(offering, 'selection' in chosen ? chosen.selection : plain, party), 'EUR').minor;
      expect(total).to.equal(extras.reduce((sum, [minor, quantity]) => sum + minor * BigInt(quantity), unit * BigInt(party)));
      expect(BigInt.asIntN(64, total)).to.equal(total);
    }));
  });
});
