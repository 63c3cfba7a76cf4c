/** How a booking turned out, why, and what can be done next. */
import type { Booking, TimelineStep } from '@berth/sdk/browser';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Phase } from '../../booking/phase.ts';
import { buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { formatPrice, isFree } from '../../format/price.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { ReceiptLinks } from './receipt-links.tsx';

interface EndingProps {
  readonly phase: Exclude<Phase, 'preparing' | 'payable' | 'taking'>;
  readonly booking: Booking;
  readonly userId: string;
  readonly steps: readonly TimelineStep[];
}

export function Ending({ phase, booking, userId, steps }: EndingProps) {
  switch (phase) {
    case 'confirmed':
      return <Confirmed booking={booking} userId={userId} />;
    case 'completed':
      return (
        <End tone="info" title={t.booking.completedTitle} booking={booking} userId={userId}>
          {t.booking.completed}
        </End>
      );
    case 'missed':
      return (
        <End tone="info" title={t.booking.missedTitle} booking={booking} userId={userId}>
          {t.booking.missed}
        </End>
      );
    case 'expired':
      return (
        <End tone="warn" title={t.booking.expiredTitle} booking={booking} userId={userId}>
          {booking.reason === '' ? '' : `${booking.reason}. `}
          {t.booking.expired}
        </End>
      );
    case 'cancelled':
      return (
        <End tone="warn" title={t.booking.cancelledTitle} booking={booking} userId={userId}>
          {booking.reason}
          <Refunded steps={steps} />
        </End>
      );
    default:
      return phase satisfies never;
  }
}

function Confirmed({ booking, userId }: { readonly booking: Booking; readonly userId: string }) {
  const { locale } = useShop();
  const { customer, payment, total } = booking;
  return (
    <div role="status">
      <Notice tone="good" title={t.booking.confirmedTitle} action={payment && <ReceiptLinks userId={userId} receiptId={booking.receiptId} />}>
        {!payment && <p>{isFree(total) ? t.booking.confirmedFree : t.booking.confirmedDesk(formatPrice(total, locale))}</p>}
        {customer && <p>{t.booking.mailTo(customer.email)}</p>}
      </Notice>
    </div>
  );
}

interface EndProps {
  readonly tone: 'info' | 'warn';
  readonly title: string;
  readonly booking: Booking;
  readonly userId: string;
  readonly children: ReactNode;
}

function End({ tone, title, booking, userId, children }: EndProps) {
  const { slug } = useShop();
  const again = booking.offering && (
    <>
      <Link to="/t/$slug/o/$offering" params={{ slug, offering: booking.offering.id }} className={buttonClass('secondary')}>
        {t.booking.bookAgain}
      </Link>
      {booking.receiptId !== '' && <ReceiptLinks userId={userId} receiptId={booking.receiptId} />}
    </>
  );
  return (
    <div role="status">
      <Notice tone={tone} title={title} action={again}>
        {children}
      </Notice>
    </div>
  );
}

const Refunded = ({ steps }: { readonly steps: readonly TimelineStep[] }) => {
  const refund = steps.findLast(({ name }) => name === 'payment.refunded');
  return refund ? <p>{refund.detail}</p> : null;
};
