/** One offering: what it is, when it can be had, and booking it. */
import { berthError, type Offering, OfferingKind, OfferingState } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { offeringQuery } from '../../berth/queries.ts';
import { buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { Booker } from './booker.tsx';
import { OfferingDetails, OfferingHeading } from './offering-details.tsx';

const route = getRouteApi('/t/$slug/o/$offering');

export function OfferingPage() {
  const { slug } = useShop();
  const { offering: key } = route.useParams();
  const { data: offering, error, refetch } = useQuery(offeringQuery(slug, key));
  return (
    <>
      <Link to="/t/$slug" params={{ slug }} className="link inline-flex min-h-9 items-center gap-1.5">
        <Icon name="back" className="size-4" />
        {t.offering.back}
      </Link>
      {offering && <Loaded key={offering.id} offering={offering} />}
      {!offering && (error ? <Missing error={error} onRetry={() => refetch()} /> : <Loading />)}
    </>
  );
}

function Loaded({ offering }: { readonly offering: Offering }) {
  const { tenant } = useShop();
  const archived = offering.state === OfferingState.ARCHIVED;
  const product = offering.kind === OfferingKind.PRODUCT;
  return (
    <>
      <OfferingHeading offering={offering} />
      {/* What the details stand below on a phone stands beside them on a wide screen. */}
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[1fr_22rem] lg:gap-8">
        {archived && <Notice title={t.offering.archivedTitle}>{t.offering.archived}</Notice>}
        {!archived && product && <Notice title={t.offering.productTitle}>{t.offering.product(tenant.name)}</Notice>}
        {!archived && !product && <Booker offering={offering} />}
        <OfferingDetails offering={offering} />
      </div>
    </>
  );
}

function Missing({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => unknown }) {
  const { slug } = useShop();
  if (!['NOT_FOUND', 'INVALID_ARGUMENT'].includes(berthError(error).code)) return <ProblemNotice error={error} onRetry={onRetry} />;
  return (
    <>
      <PageHeading className="mt-4 text-2xl">{t.app.notFoundTitle}</PageHeading>
      <p className="mt-3 text-quiet">{t.app.notFound}</p>
      <Link to="/t/$slug" params={{ slug }} className={buttonClass('primary', 'mt-6')}>
        {t.offering.back}
      </Link>
    </>
  );
}

const Loading = () => (
  <div className="mt-4 grid gap-4">
    <p role="status" className="sr-only">
      {t.app.loading}
    </p>
    <Skeleton className="h-10 w-2/3" />
    <Skeleton className="h-6 w-1/2" />
    <Skeleton className="h-96 rounded-card" />
  </div>
);
