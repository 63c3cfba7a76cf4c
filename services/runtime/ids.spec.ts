import { expect } from 'chai';
import fc from 'fast-check';
import { validate, version } from 'uuid';
import { Failure } from './errors.ts';
import { derivedId, fromTypeId, newId, toTypeId, tryTypeId } from './ids.ts';

describe('ids', () => {
  it('read back what they were written from', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(fromTypeId('bkg', toTypeId('bkg', uuid), 'id')).to.equal(uuid);
      }),
    );
  });

  it('are of their own kind only', () => {
    expect(tryTypeId('pay', toTypeId('bkg', newId()))).to.equal(undefined);
    for (const text of ['', 'bkg_', 'bkg_zzzz', 'bkg_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'nonsense', toTypeId('bkg', newId()).toUpperCase()]) {
      expect(tryTypeId('bkg', text), text).to.equal(undefined);
    }
    expect(() => fromTypeId('bkg', 'pay_1', 'booking_id')).to.throw(Failure, 'booking_id: must be an id that starts with bkg_');
  });

  it('sort by the time they were made', () => {
    const made = Array.from({ length: 5_000 }, newId);
    expect(made).to.deep.equal(made.toSorted());
    expect(new Set(made.map((id) => id.slice(-12))), 'their random parts').to.have.length(5_000);
    expect(made.every((id) => validate(id) && version(id) === 7)).to.equal(true);
  });

  it('are written the same the first time, again, and after many others', () => {
    const [uuid, others] = [newId(), Array.from({ length: 5_000 }, newId)];
    const first = toTypeId('bkg', uuid);
    expect([toTypeId('bkg', uuid), toTypeId('pay', uuid)]).to.deep.equal([first, first.replace('bkg', 'pay')]);
    for (const other of others) expect(fromTypeId('bkg', toTypeId('bkg', other), 'id')).to.equal(other);
    expect(toTypeId('bkg', uuid)).to.equal(first);
  });

  it('are the same for the same parts, and for no others', () => {
    expect(derivedId('payment', 'a')).to.equal(derivedId('payment', 'a'));
    expect(derivedId('ab', 'c')).not.to.equal(derivedId('a', 'bc'));
  });
});
