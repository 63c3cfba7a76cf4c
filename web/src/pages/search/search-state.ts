/** A search lives in the address: it can be shared, reloaded and gone back to. */
import { type Facet, OfferingKind } from '@berth/sdk/browser';

export const FACETS = ['kind', 'category', 'brand'] as const;
export type FacetName = (typeof FACETS)[number];

/** Text and, for each facet, the chosen values: ids, or names of kinds. */
export type SearchState = { readonly q: string } & Readonly<Record<FacetName, readonly string[]>>;

/** As it stands in the address: lists with commas, empty ones left out. */
export type SearchParams = { readonly [name in 'q' | FacetName]?: string | undefined };

const KINDS: ReadonlyMap<string, OfferingKind> = new Map([
  ['APPOINTMENT', OfferingKind.APPOINTMENT],
  ['SERVICE', OfferingKind.SERVICE],
  ['EVENT', OfferingKind.EVENT],
  ['PRODUCT', OfferingKind.PRODUCT],
]);

const ID: Readonly<Record<FacetName, RegExp>> = {
  kind: /^(APPOINTMENT|SERVICE|EVENT|PRODUCT)$/,
  category: /^cat_[0-9a-z]{26}$/,
  brand: /^brd_[0-9a-z]{26}$/,
};

/** Longest text and most values that the contract takes. */
const LONGEST = 200;
const MOST = 50;

/** Keeps of an address what is a search; anybody may have written the rest. */
export function readParams(raw: Readonly<Record<string, unknown>>): SearchParams {
  const q = typeof raw['q'] === 'string' ? raw['q'].slice(0, LONGEST) : '';
  const lists = FACETS.map((name) => [name, valuesIn(raw[name], name).join(',')] as const);
  return Object.fromEntries([['q', q] as const, ...lists].filter(([, value]) => value !== ''));
}

export const stateOf = (params: SearchParams): SearchState => ({
  q: params.q ?? '',
  kind: valuesIn(params.kind, 'kind'),
  category: valuesIn(params.category, 'category'),
  brand: valuesIn(params.brand, 'brand'),
});

function valuesIn(raw: unknown, name: FacetName): string[] {
  if (typeof raw !== 'string') return [];
  return [...new Set(raw.split(',').map((value) => shortKind(value, name)))].filter((value) => ID[name].test(value)).slice(0, MOST);
}

/** Facet values of kinds come as their full enum names. */
const shortKind = (value: string, name: FacetName): string => (name === 'kind' ? value.replace(/^OFFERING_KIND_/, '') : value);

/** The address with a value of a facet ticked or not. */
export function toggled(params: SearchParams, name: FacetName, value: string): SearchParams {
  const chosen = valuesIn(params[name], name);
  const wanted = shortKind(value, name);
  const next = chosen.includes(wanted) ? chosen.filter((other) => other !== wanted) : [...chosen, wanted];
  return readParams({ ...params, [name]: next.join(',') });
}

export const isChosen = (state: SearchState, name: FacetName, value: string): boolean => state[name].includes(shortKind(value, name));

export const chosenCount = (state: SearchState): number => FACETS.reduce((sum, name) => sum + state[name].length, 0);

/** The filter of a request. */
export const toFilter = ({ kind, category, brand }: SearchState) => ({
  kinds: kind.flatMap((name) => KINDS.get(name) ?? []),
  categoryIds: [...category],
  brandIds: [...brand],
});

/** Facets that leave a choice: with two values, or with one that is ticked. */
export function usefulFacets(facets: readonly Facet[], state: SearchState): { readonly name: FacetName; readonly values: Facet['values'] }[] {
  return FACETS.flatMap((name) => {
    const values = facets.find((facet) => facet.name === name)?.values ?? [];
    return values.length > 1 || state[name].length > 0 ? [{ name, values }] : [];
  });
}
