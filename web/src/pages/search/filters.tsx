/** Facets to narrow a search: always open beside the results, folded away above them on a phone. */
import type { Facet } from '@berth/sdk/browser';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { facetsQuery } from '../../berth/queries.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { chosenCount, type FacetName, isChosen, type SearchParams, type SearchState, stateOf, toggled, usefulFacets } from './search-state.ts';

const route = getRouteApi('/t/$slug/');

export function Filters({ params }: { readonly params: SearchParams }) {
  const { slug } = useShop();
  const [open, setOpen] = useState(false);
  const state = stateOf(params);
  const { data: facets } = useQuery({ ...facetsQuery(slug, state.q), placeholderData: keepPreviousData });
  const chosen = chosenCount(state);
  return (
    <section aria-label={t.search.filters} className="grid gap-4">
      <Button variant="secondary" className="lg:hidden" aria-expanded={open} aria-controls="facets" onClick={() => setOpen(!open)}>
        {chosen === 0 ? t.search.filters : t.search.filtersWith(chosen)}
        <Icon name="chevron" className={`size-4 transition-transform ${open ? 'rotate-90' : ''}`} />
      </Button>
      <div id="facets" className={`${open ? 'grid' : 'hidden'} gap-6 lg:grid`}>
        {facets === undefined ? <div className="hidden min-h-96 lg:block" /> : <FacetGroups facets={facets} params={params} state={state} />}
      </div>
    </section>
  );
}

interface FacetGroupsProps {
  readonly facets: readonly Facet[];
  readonly params: SearchParams;
  readonly state: SearchState;
}

function FacetGroups({ facets, params, state }: FacetGroupsProps) {
  const navigate = route.useNavigate();
  const go = (search: SearchParams): void => void navigate({ search, replace: true, resetScroll: false });
  return (
    <>
      {usefulFacets(facets, state).map(({ name, values }) => (
        <FacetGroup key={name} name={name} values={values} state={state} onToggle={(value) => go(toggled(params, name, value))} />
      ))}
      {chosenCount(state) > 0 && (
        <Button variant="quiet" className="justify-self-start" onClick={() => go(params.q === undefined ? {} : { q: params.q })}>
          {t.search.clearFilters}
        </Button>
      )}
    </>
  );
}

const SHORT = 8;

interface FacetGroupProps {
  readonly name: FacetName;
  readonly values: Facet['values'];
  readonly state: SearchState;
  readonly onToggle: (value: string) => void;
}

function FacetGroup({ name, values, state, onToggle }: FacetGroupProps) {
  const [all, setAll] = useState(false);
  const shown = all ? values : values.filter(({ value }, index) => index < SHORT || isChosen(state, name, value));
  return (
    <fieldset>
      <legend className="mb-1 font-semibold">{t.search.facets[name]}</legend>
      {shown.map(({ value, label, count }) => (
        <label key={value} className="flex min-h-9 cursor-pointer items-center gap-2.5 py-1">
          <input type="checkbox" checked={isChosen(state, name, value)} onChange={() => onToggle(value)} className="size-5 accent-accent" />
          <span className="min-w-0 grow">{label}</span>
          <span className="text-sm tabular-nums text-quiet">{count}</span>
        </label>
      ))}
      {values.length > SHORT && (
        <button type="button" className="link mt-1 py-1.5 text-sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t.search.showFewer : t.search.showAll(values.length)}
        </button>
      )}
    </fieldset>
  );
}
