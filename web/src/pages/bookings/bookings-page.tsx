/** A customer's bookings at one business, newest first. */
import { type Booking, BookingState } from '@berth/sdk/browser';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { bookingsQuery } from '../../berth/queries.ts';
import { type Phase, phaseOf } from '../../booking/phase.ts';
import { Badge } from '../../components/badge.tsx';
import { buttonClass } from '../../components/button.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeletons } from '../../components/skeleton.tsx';
import { formatPrice, isFree } from '../../format/price.ts';
import { wallSpan } from '../../format/when.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { GuestBookings } from './guest-bookings.tsx';
import { RequireSession } from '../require-session.tsx';

export const BookingsPage = () => <RequireSession title={t.bookings.title}>{(userId) => <Bookings userId={userId} />}</RequireSession>;

function Bookings({ userId }: { readonly userId: string }) {
  const { slug, tenant } = useShop();
  const query = useInfiniteQuery(bookingsQuery(slug, userId));
  const bookings = query.data?.pages.flatMap((page) => page.bookings);
  return (
    <div className="grid gap-6">
      <PageHeading business={tenant.name}>{t.bookings.title}</PageHeading>
      <GuestBookings slug={slug} userId={userId} onShow={() => void query.refetch()} />
      {query.error && !bookings && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
      {bookings?.length === 0 && <None />}
      <ul className="grid gap-3">
        {query.isPending && <Skeletons count={3} className="h-24 rounded-card" />}
        {bookings?.map((booking) => (
          <li key={booking.id}>
            <Row booking={booking} />
          </li>
        ))}
      </ul>
      <LoadMore query={query} />
    </div>
  );
}

function None() {
  const { slug } = useShop();
  const browse = (
    <Link to="/t/$slug" params={{ slug }} className={buttonClass('primary')}>
      {t.bookings.browse}
    </Link>
  );
  return (
    <Notice title={t.bookings.empty} action={browse}>
      {t.bookings.emptyHint}
    </Notice>
  );
}

const TONES: Partial<Record<Phase, 'good' | 'warn' | 'bad'>> = { preparing: 'warn', confirmed: 'good', cancelled: 'bad' };

function Row({ booking }: { readonly booking: Booking }) {
  const { slug, locale } = useShop();
  const { offering, time, total, code, state } = booking;
  const phase = phaseOf(booking, undefined, [], undefined);
  const ended = state === BookingState.CANCELLED || state === BookingState.EXPIRED;
  return (
    <Link
      to="/t/$slug/bookings/$bookingId"
      params={{ slug, bookingId: booking.id }}
      className="card group grid gap-x-6 gap-y-1 p-4 transition-shadow hover:shadow-lg sm:grid-cols-[1fr_auto]"
    >
      <span className="text-lg font-semibold group-hover:underline">{offering?.title}</span>
      <span className="flex items-center gap-3 sm:justify-end">
        <Badge tone={TONES[phase] ?? 'quiet'}>{t.booking.states[phase]}</Badge>
      </span>
      <span className={`text-quiet ${ended ? 'line-through' : ''}`}>{time && wallSpan(time)}</span>
      <span className="flex gap-4 text-quiet sm:justify-end">
        <span className="tracking-wide">{code}</span>
        <span className="tabular-nums">{isFree(total) ? t.offering.free : formatPrice(total, locale)}</span>
      </span>
    </Link>
  );
}
