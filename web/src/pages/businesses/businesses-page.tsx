/** The way in: every business on this installation. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { tenantsQuery } from '../../berth/queries.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeletons } from '../../components/skeleton.tsx';
import { t } from '../../strings.ts';
import { Page } from '../root-layout.tsx';
import { BusinessCard } from './business-card.tsx';

export function BusinessesPage() {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex w-full max-w-6xl items-center gap-2.5 px-4 pt-6 sm:px-6">
        <img src="/favicon.svg" alt="" width={32} height={32} />
        <span className="text-lg font-semibold">{t.app.name}</span>
      </header>
      <Page>
        <PageHeading title={t.app.name} className="text-3xl sm:text-4xl">
          {t.businesses.title}
        </PageHeading>
        <p className="mt-2 text-lg text-quiet">{t.businesses.lead}</p>
        <Businesses />
      </Page>
    </div>
  );
}

function Businesses() {
  const query = useInfiniteQuery(tenantsQuery());
  const tenants = query.data?.pages.flatMap((page) => page.tenants);
  return (
    <div className="mt-8 grid gap-6">
      {tenants === undefined && query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
      {tenants?.length === 0 && <Notice title={t.businesses.empty}>{t.businesses.emptyHint}</Notice>}
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {query.isPending && <Skeletons count={3} className="h-44 rounded-card" />}
        {tenants?.map((tenant) => (
          <li key={tenant.id} className="grid">
            <BusinessCard tenant={tenant} />
          </li>
        ))}
      </ul>
      <LoadMore query={query} />
    </div>
  );
}
