import { expect } from 'chai';
import { nameIn } from './apple.ts';
import { readEmail, readName } from './provider.ts';

describe('what providers tell of people', () => {
  it('has addresses that are ones, in one spelling', () => {
    expect(readEmail(' Maria@Harbour.Example ')).to.equal('maria@harbour.example');
    for (const value of [undefined, null, 7, {}, '', 'maria', '@example.com', 'a@b c', 'a\u0000@b', 'a@b\n', `${'x'.repeat(250)}@b.example`]) expect(readEmail(value), String(value)).to.equal(value === 'a@b\n' ? 'a@b' : '');
  });

  it('has names that can be shown', () => {
    expect(readName('  Zoë\u0007\nMüller ')).to.equal('Zoë Müller');
    expect(readName('x'.repeat(500))).to.have.length(120);
    expect(readName(`${'x'.repeat(119)}😀`).isWellFormed()).to.equal(true);
    for (const value of [undefined, null, 7, {}, '', ' ']) expect(readName(value)).to.equal('');
  });

  it('has Apple’s name of the first time, as far as there is one', () => {
    expect(nameIn('{"name":{"firstName":"Maria","lastName":"Santos"},"email":"x@example.com"}')).to.equal('Maria Santos');
    expect(nameIn('{"name":{"lastName":"Santos"}}')).to.equal('Santos');
    for (const json of ['', '{', 'null', '[]', '7', '{"name":null}', '{"name":"Maria"}', '{"name":{"firstName":{}}}']) expect(nameIn(json), json).to.equal('');
  });
});
