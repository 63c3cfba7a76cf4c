import { OfferingKind, OfferingSchema } from '@berth/sdk/browser';
import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { linesOf, longerBy, readExtras, sumOf, withExtra, writeExtras } from './lines.ts';

const yen = (amountMinor: bigint) => ({ amountMinor, currencyCode: 'JPY' });
const repair = create(OfferingSchema, {
  kind: OfferingKind.SERVICE, title: 'Repair', price: yen(6000n),
  addOns: [{ id: 'add_wash', name: 'Wash', price: yen(1500n), extraMinutes: 15 }, { id: 'add_lamp', name: 'Lamp', price: yen(2200n) }],
  variants: [{ id: 'var_tandem', name: 'Tandem', price: yen(9000n) }, { id: 'var_folding', name: 'Folding' }],
});

describe('what is about to be bought', () => {
  it('goes into the address and comes back, in the order of the offering', () => {
    const extras = readExtras('add_lamp:2,add_wash', repair);
    expect(extras.map(({ addOn, quantity }) => `${quantity} ${addOn.name}`)).to.deep.equal(['1 Wash', '2 Lamp']);
    expect(writeExtras(extras)).to.equal('add_wash,add_lamp:2');
    expect(writeExtras([])).to.equal(undefined);
  });

  it('is never what the offering does not have, nor more than can be had', () => {
    expect(readExtras('add_sauna,add_wash:99,add_lamp:0', repair).map(({ addOn, quantity }) => [addOn.id, quantity])).to.deep.equal([['add_wash', 20]]);
    expect(readExtras('', repair)).to.deep.equal([]);
  });

  it('changes one extra at a time', () => {
    const [wash, lamp] = repair.addOns;
    if (!wash || !lamp) throw new Error('there are two');
    const both = withExtra(withExtra([], wash, 1), lamp, 3);
    expect(writeExtras(both)).to.equal('add_wash,add_lamp:3');
    expect(writeExtras(withExtra(both, lamp, 0))).to.equal('add_wash');
  });

  it('asks for other times only where it takes longer', () => {
    const extras = readExtras('add_lamp:2,add_wash:2', repair);
    expect(longerBy(extras, repair)).to.deep.equal([{ addOnId: 'add_wash', quantity: 2 }]);
    expect(longerBy(extras, { kind: OfferingKind.EVENT })).to.deep.equal([]);
  });

  it('costs the sum of its lines', () => {
    const extras = readExtras('add_lamp:2,add_wash', repair);
    const [tandem, folding] = repair.variants;
    expect(sumOf(linesOf(repair, { variant: undefined, extras }, 3))).to.deep.equal(yen(23_900n));
    expect(linesOf(repair, { variant: tandem, extras: [] }, 2)).to.deep.equal([{ title: 'Repair (Tandem)', quantity: 2, amount: yen(18_000n) }]);
    expect(sumOf(linesOf(repair, { variant: folding, extras: [] }, 1))).to.deep.equal(yen(6000n));
    expect(sumOf(linesOf(create(OfferingSchema, { title: 'x' }), { variant: undefined, extras: [] }, 1))).to.equal(undefined);
  });
});
