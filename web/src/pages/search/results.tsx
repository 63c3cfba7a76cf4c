/** What a search found. The results of the search before stay until the new ones are there, and their number is read out. */
import type { SearchOfferingsResponse } from '@berth/sdk/browser';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { buttonClass } from '../../components/button.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeletons } from '../../components/skeleton.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { OfferingCard } from './offering-card.tsx';
import type { SearchState } from './search-state.ts';

interface ResultsProps {
  readonly query: UseInfiniteQueryResult<InfiniteData<SearchOfferingsResponse>>;
  readonly state: SearchState;
}

export function Results({ query, state }: ResultsProps) {
  const pages = query.data?.pages;
  const total = pages?.[0]?.totalCount ?? 0;
  return (
    <section aria-label={t.search.resultsLabel} className="grid gap-4">
      <p role="status" className="min-h-6 text-quiet">
        {query.isPending ? t.search.searching : pages && t.search.results(total)}
      </p>
      {query.error && !query.isFetchNextPageError && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
      {pages && total === 0 && <Nothing q={state.q} />}
      <ul className={`grid gap-3 transition-opacity sm:grid-cols-2 ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
        {query.isPending && <Skeletons count={6} className="h-48 rounded-card" label={t.search.searching} />}
        {pages?.flatMap(({ offerings }) =>
          offerings.map((offering) => (
            <li key={offering.id} className="grid">
              <OfferingCard offering={offering} />
            </li>
          )),
        )}
      </ul>
      {!query.isPlaceholderData && <LoadMore query={query} />}
    </section>
  );
}

function Nothing({ q }: { readonly q: string }) {
  const { slug } = useShop();
  const all = (
    <Link to="/t/$slug" params={{ slug }} className={buttonClass('secondary')}>
      {t.search.startOver}
    </Link>
  );
  return (
    <Notice title={t.search.emptyTitle} action={all}>
      {t.search.empty(q)}
    </Notice>
  );
}
