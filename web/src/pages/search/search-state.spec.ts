import { FacetSchema, OfferingKind } from '@berth/sdk/browser';
import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { chosenCount, isChosen, readParams, stateOf, toFilter, toggled, usefulFacets } from './search-state.ts';

const CAT = `cat_${'0'.repeat(26)}`;

describe('a search in the address', () => {
  it('keeps what is a search and drops the rest', () => {
    expect(readParams({ q: 'yoga', kind: 'EVENT,NONSENSE,EVENT', category: `${CAT},'; drop table`, brand: 7, utm_source: 'x' })).to.deep.equal({
      q: 'yoga',
      kind: 'EVENT',
      category: CAT,
    });
    expect(readParams({ q: 'x'.repeat(500) }).q).to.have.length(200);
    expect(readParams({})).to.deep.equal({});
  });

  it('becomes a filter', () => {
    expect(toFilter(stateOf({ kind: 'EVENT,SERVICE', category: CAT }))).to.deep.equal({
      kinds: [OfferingKind.EVENT, OfferingKind.SERVICE],
      categoryIds: [CAT],
      brandIds: [],
    });
  });

  it('ticks and unticks, full enum names too', () => {
    const once = toggled({ q: 'a' }, 'kind', 'OFFERING_KIND_EVENT');
    expect(once).to.deep.equal({ q: 'a', kind: 'EVENT' });
    expect(isChosen(stateOf(once), 'kind', 'OFFERING_KIND_EVENT')).to.equal(true);
    expect(chosenCount(stateOf(toggled(once, 'category', CAT)))).to.equal(2);
    expect(toggled(once, 'kind', 'EVENT')).to.deep.equal({ q: 'a' });
  });

  it('offers only facets that leave a choice', () => {
    const facet = (name: string, ...values: string[]) => create(FacetSchema, { name, values: values.map((value) => ({ value, label: value, count: 1 })) });
    const facets = [facet('kind', 'EVENT'), facet('category', 'a', 'b'), facet('brand')];
    expect(usefulFacets(facets, stateOf({})).map(({ name }) => name)).to.deep.equal(['category']);
    expect(usefulFacets(facets, stateOf({ kind: 'EVENT' })).map(({ name }) => name)).to.deep.equal(['kind', 'category']);
  });
});
