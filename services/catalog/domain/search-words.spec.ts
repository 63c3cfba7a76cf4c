import { expect } from 'chai';
import fc from 'fast-check';
import { searchWords } from './search-words.ts';

describe('search words', () => {
  it('keeps letters and digits of every script and drops the rest', () => {
    expect(searchWords("Robert'); DROP table--")).to.deep.equal(['robert', 'drop', 'table']);
    expect(searchWords('Blow-dry & 3D 自転車')).to.deep.equal(['blow', 'dry', '3d', '自転車']);
    expect(searchWords('!!! \0 😀')).to.deep.equal([]);
  });

  it('gives few and short words that cannot be read as syntax', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
      const words = searchWords(typed);
      expect(words.length).to.be.at.most(8);
      for (const word of words) expect(word).to.match(/^[\p{L}\p{N}\p{M}]{1,40}$/u);
    }));
  });
});
