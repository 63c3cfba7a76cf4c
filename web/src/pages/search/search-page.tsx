/** A business's offerings: found by text and narrowed by facets, all of it in the address. */
import { useInfiniteQuery, keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { searchQuery } from '../../berth/queries.ts';
import { PageHeading } from '../../components/page-heading.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { Filters } from './filters.tsx';
import { Results } from './results.tsx';
import { SearchBox } from './search-box.tsx';
import { stateOf } from './search-state.ts';

const route = getRouteApi('/t/$slug/');

export function SearchPage() {
  const { tenant, slug } = useShop();
  const params = route.useSearch();
  const state = stateOf(params);
  const query = useInfiniteQuery({ ...searchQuery(slug, state), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeading title={t.search.title(tenant.name)} business={tenant.name}>
        {t.search.title(tenant.name)}
      </PageHeading>
      {tenant.tagline !== '' && <p className="mt-1 text-quiet">{tenant.tagline}</p>}
      <div className="mt-6">
        <SearchBox q={state.q} />
      </div>
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[15rem_1fr] lg:gap-8">
        <Filters params={params} />
        <Results query={query} state={state} />
      </div>
    </>
  );
}
