/** Tells somebody who booked as a guest before that those bookings are theirs now, and shows them when asked to. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { guestClaimQuery, meQuery } from '../../berth/queries.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { t } from '../../strings.ts';

interface GuestBookingsProps {
  readonly slug: string;
  readonly userId: string;
  readonly onShow: () => void;
}

export function GuestBookings({ slug, userId, onShow }: GuestBookingsProps) {
  const me = useQuery(meQuery(slug, userId));
  const claim = useQuery(guestClaimQuery(slug, userId, me.data?.emailVerifyTime !== undefined));
  const [seen, setSeen] = useState(false);
  if (seen || !claim.data) return null;
  const show = (): void => {
    setSeen(true);
    onShow();
  };
  return (
    <div role="status">
      <Notice tone="good" title={t.bookings.asGuest} action={<Button onClick={show}>{t.bookings.asGuestShow}</Button>}>
        {t.bookings.asGuestHint}
      </Notice>
    </div>
  );
}
