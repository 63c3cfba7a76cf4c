/** One booking from the hold to its end, live. */
import { berthError } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { bookingQuery } from '../../berth/queries.ts';
import { buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { RequireSession } from '../require-session.tsx';
import { BookingView } from './booking-view.tsx';

const route = getRouteApi('/t/$slug/bookings/$bookingId');

export function BookingPage() {
  const { bookingId } = route.useParams();
  return <RequireSession title={t.bookings.title}>{(userId) => <Loader key={bookingId} userId={userId} bookingId={bookingId} />}</RequireSession>;
}

function Loader({ userId, bookingId }: { readonly userId: string; readonly bookingId: string }) {
  const { slug } = useShop();
  const { data, error, refetch } = useQuery(bookingQuery(slug, userId, bookingId));
  return (
    <>
      <Link to="/t/$slug/bookings" params={{ slug }} className="link inline-flex min-h-9 items-center gap-1.5">
        <Icon name="back" className="size-4" />
        {t.booking.all}
      </Link>
      {data && <BookingView userId={userId} booking={data} />}
      {!data && (error ? <Missing error={error} onRetry={() => refetch()} /> : <Loading />)}
    </>
  );
}

function Missing({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => unknown }) {
  const { slug } = useShop();
  if (!['NOT_FOUND', 'INVALID_ARGUMENT'].includes(berthError(error).code)) return <ProblemNotice error={error} onRetry={onRetry} />;
  return (
    <>
      <PageHeading className="mt-4 text-2xl">{t.booking.notFoundTitle}</PageHeading>
      <p className="mt-3 text-quiet">{t.booking.notFound}</p>
      <Link to="/t/$slug/bookings" params={{ slug }} className={buttonClass('primary', 'mt-6')}>
        {t.booking.all}
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
    <Skeleton className="h-80 rounded-card" />
  </div>
);
