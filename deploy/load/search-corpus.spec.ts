import { expect } from 'chai';
import { createRandom } from './random.ts';
import { searchCorpus } from './search-corpus.ts';
import { misspell, searchQueries } from './search-queries.ts';

const rows = [...searchCorpus(2_000, createRandom(1))];

describe('search corpus', () => {
  it('is the same for every run', () => {
    expect([...searchCorpus(50, createRandom(1))]).to.deep.equal(rows.slice(0, 50));
    expect([...searchCorpus(50, createRandom(2))]).not.to.deep.equal(rows.slice(0, 50));
  });

  it('has all kinds, and more of the common than of the rare', () => {
    expect(new Set(rows.map(({ kind }) => kind)).size).to.equal(4);
    const share = (category: string): number => rows.filter((row) => row.category === category).length / rows.length;
    expect(share('Scuba diving')).to.be.greaterThan(4 * share('Stationery'));
  });

  it('is asked at least 200 times, in every way that the benchmark promises', () => {
    const queries = searchQueries(rows, { categories: ['cat_1'], brands: ['brd_1'] }, 24, createRandom(42));
    expect(queries.length).to.be.at.least(200);
    expect(new Set(queries.map(({ group }) => group))).to.include.keys('exact title', 'being typed', 'misspelt', 'word and filter', 'browse all', 'nothing to find');
  });

  it('misspells by one edit and leaves short words alone', () => {
    const random = createRandom(3);
    for (let i = 0; i < 100; i += 1) expect(Math.abs(misspell('massage', random).length - 7)).to.be.at.most(1);
    expect(misspell('spa', random)).to.equal('spa');
  });
});
