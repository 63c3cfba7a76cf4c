/** While a place is held: paying for it, or waiting for what paying brings. */
import type { Booking, Checkout } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { publicConfigQuery } from '../../berth/queries.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { t } from '../../strings.ts';
import { Countdown } from './countdown.tsx';
import { PaymentForm } from './payment-form.tsx';

interface PaymentPanelProps {
  readonly phase: 'preparing' | 'payable' | 'taking';
  readonly booking: Booking;
  readonly checkout: UseQueryResult<Checkout>;
  readonly onSubmitted: () => void;
}

export function PaymentPanel({ phase, booking, checkout, onSubmitted }: PaymentPanelProps) {
  const config = useQuery(publicConfigQuery());
  const error = checkout.error ?? config.error;
  const retry = () => Promise.all([checkout.refetch(), config.refetch()]);
  if (phase === 'taking') return <Taking />;
  const ready = phase === 'payable' && config.data ? checkout.data : undefined;
  return (
    <section aria-labelledby="payment" className="card grid gap-5 p-4 sm:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 id="payment" className="text-xl font-semibold">
          {t.booking.pay}
        </h2>
        {booking.hold?.expireTime && <Countdown until={timestampDate(booking.hold.expireTime)} />}
      </div>
      {error && !ready && <ProblemNotice error={error} onRetry={retry} />}
      {ready && config.data && <PaymentForm booking={booking} checkout={ready} scriptUrl={config.data.stripeJsUrl} onSubmitted={onSubmitted} />}
      {!ready && !error && <Preparing />}
    </section>
  );
}

const LONG_MS = 8_000;

function Preparing() {
  const long = useLater(LONG_MS);
  return (
    <div className="grid gap-3">
      <p role="status" className="text-quiet">
        {long ? t.booking.preparingLong : t.booking.preparing}
      </p>
      <Skeleton className="h-44" />
      <Skeleton className="h-11" />
    </div>
  );
}

const VERY_LONG_MS = 20_000;

function Taking() {
  const long = useLater(VERY_LONG_MS);
  return (
    <div role="status">
      <Notice title={t.booking.takingTitle}>{long ? t.booking.takingLong : t.booking.taking}</Notice>
    </div>
  );
}

/** True once so much time has passed. */
function useLater(ms: number): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return later;
}
