/** A booking's trace from the click on: every call, message and query, by the services that made them. */
import { type Booking, BookingState, berthError } from '@berth/sdk/browser';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { bookingQuery, traceQuery } from '../../berth/queries.ts';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeletons } from '../../components/skeleton.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { RequireSession } from '../require-session.tsx';
import { Waterfall } from './waterfall.tsx';

const route = getRouteApi('/t/$slug/bookings/$bookingId/trace');

export function TracePage() {
  const { bookingId } = route.useParams();
  return <RequireSession title={t.trace.title}>{(userId) => <Loader userId={userId} bookingId={bookingId} />}</RequireSession>;
}

function Loader({ userId, bookingId }: { readonly userId: string; readonly bookingId: string }) {
  const { slug, tenant } = useShop();
  const booking = useQuery(bookingQuery(slug, userId, bookingId));
  return (
    <div className="grid gap-5">
      <Link to="/t/$slug/bookings/$bookingId" params={{ slug, bookingId }} className="link inline-flex min-h-9 items-center gap-1.5 justify-self-start">
        <Icon name="back" className="size-4" />
        {t.trace.back}
      </Link>
      <div>
        <PageHeading business={tenant.name}>{t.trace.title}</PageHeading>
        <p className="mt-2 text-quiet">{t.trace.lead}</p>
      </div>
      {booking.error && <ProblemNotice error={booking.error} onRetry={() => booking.refetch()} />}
      {booking.data && <Trace userId={userId} booking={booking.data} />}
      {booking.isPending && <Skeletons count={8} className="h-9" />}
    </div>
  );
}

const Nothing = ({ live }: { readonly live: boolean }) =>
  live ? <Notice title={t.trace.emptyTitle}>{t.trace.empty}</Notice> : <Notice title={t.trace.noneTitle}>{t.trace.none}</Notice>;

const RECENT_MS = 60_000;

/** Something may still be going on. */
function isRecent({ state, updateTime }: Booking): boolean {
  return state === BookingState.PENDING || (updateTime !== undefined && Date.now() - timestampMs(updateTime) < RECENT_MS);
}

function Trace({ userId, booking }: { readonly userId: string; readonly booking: Booking }) {
  const { slug } = useShop();
  const [live, setLive] = useState(() => isRecent(booking));
  const { data: spans, error, isPending, refetch } = useQuery(traceQuery(slug, userId, booking.traceId, live));
  if (booking.traceId === '') return <Nothing live={false} />;
  const none = error && berthError(error).code === 'NOT_FOUND';
  return (
    <>
      {error && !none && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {none && !spans && <Nothing live={live} />}
      {isPending && <Skeletons count={8} className="h-9" />}
      {spans && <Waterfall traceId={booking.traceId} spans={spans} live={live} onLive={setLive} />}
    </>
  );
}
