import { expect } from 'chai';
import { placesOf, readChoice } from './choice.ts';

describe('a choice in the address', () => {
  it('keeps what is one', () => {
    const choice = { month: '2026-10', day: '2026-10-09', slot: '2026-10-09T18:30:00.000Z', staff: `stf_${'0'.repeat(26)}`, places: '2', extras: `add_${'0'.repeat(26)}:2,add_${'1'.repeat(26)}`, variant: `var_${'0'.repeat(26)}` };
    expect(readChoice({ ...choice, utm_source: 'x' })).to.deep.equal(choice);
    expect(readChoice({ slot: `ses_${'0'.repeat(26)}` })).to.have.property('slot');
  });

  it('drops what is none', () => {
    expect(readChoice({ month: '2026-13', day: 'today', slot: '1; drop', staff: 'stf_', places: '0', extras: 'add_1;drop', variant: 'large' })).to.deep.equal({});
  });

  it('asks for no more places than there are', () => {
    expect([placesOf({}, 8), placesOf({ places: '5' }, 3), placesOf({ places: '2' }, 0)]).to.deep.equal([1, 3, 1]);
  });
});
