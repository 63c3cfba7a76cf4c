/** A booking's page, decided by its phase: what to do now on one side, what it is and how it came about on the other. */
import type { Booking } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { checkoutQuery } from '../../berth/queries.ts';
import { type Phase, phaseOf } from '../../booking/phase.ts';
import { useWatch } from '../../booking/use-watch.ts';
import { Badge } from '../../components/badge.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { BookingFacts } from './booking-facts.tsx';
import { CancelBooking } from './cancel-booking.tsx';
import { Ending } from './ending.tsx';
import { Journey } from './journey.tsx';
import { PaymentPanel } from './payment-panel.tsx';
import { hasPaid } from './payment-return.ts';

const route = getRouteApi('/t/$slug/bookings/$bookingId');

const TONES = {
  preparing: 'warn',
  payable: 'warn',
  taking: 'accent',
  confirmed: 'good',
  completed: 'quiet',
  missed: 'quiet',
  expired: 'quiet',
  cancelled: 'bad',
} as const satisfies Record<Phase, 'accent' | 'bad' | 'good' | 'quiet' | 'warn'>;

const isOpen = (phase: Phase): phase is 'preparing' | 'payable' | 'taking' => ['preparing', 'payable', 'taking'].includes(phase);

export function BookingView({ userId, booking }: { readonly userId: string; readonly booking: Booking }) {
  const { slug, tenant } = useShop();
  const [round, setRound] = useState(0);
  const watch = useWatch(slug, userId, booking.id, round);
  const [submittedAfter, setSubmittedAfter] = useState<bigint | undefined>(hasPaid(route.useSearch()) ? 0n : undefined);
  const undecided = isOpen(phaseOf(booking, undefined, [], undefined));
  const checkout = useQuery({ ...checkoutQuery(slug, userId, booking.id), enabled: undecided });
  const phase = phaseOf(booking, checkout.data, watch.steps, submittedAfter);
  return (
    <>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageHeading business={tenant.name} title={booking.offering?.title ?? t.bookings.title}>
          {booking.offering?.title}
        </PageHeading>
        <Badge tone={TONES[phase]}>{t.booking.states[phase]}</Badge>
      </div>
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[1fr_22rem] lg:gap-8">
        <div className="grid gap-6">
          {isOpen(phase) ? (
            <PaymentPanel phase={phase} booking={booking} checkout={checkout} onSubmitted={() => setSubmittedAfter(watch.steps.at(-1)?.sequence ?? 0n)} />
          ) : (
            <Ending phase={phase} booking={booking} userId={userId} steps={watch.steps} />
          )}
          <Journey booking={booking} watch={watch} />
        </div>
        <section aria-label={t.checkout.title} className="card grid gap-5 p-4 sm:p-6">
          <BookingFacts booking={booking} />
          <CancelBooking booking={booking} userId={userId} onCancelled={() => setRound(round + 1)} />
        </section>
      </div>
    </>
  );
}
