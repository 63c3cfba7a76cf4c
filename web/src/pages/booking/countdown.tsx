/** How long the hold lasts: shown to the second, read out only when it matters. */
import { useEffect, useState } from 'react';
import { clock } from '../../format/duration.ts';
import { t } from '../../strings.ts';

const ANNOUNCED_MINUTES = [5, 2, 1];
const SHORT_MS = 2 * 60_000;

export function Countdown({ until }: { readonly until: Date }) {
  const left = useTimeLeft(until);
  const minutes = Math.ceil(left / 60_000);
  const announced = ANNOUNCED_MINUTES.includes(minutes) ? t.booking.minutesLeft(minutes) : '';
  if (left <= 0) return <p className="text-quiet">{t.booking.heldOver}</p>;
  return (
    <p className="text-quiet">
      {t.booking.heldFor} <span className={`font-semibold tabular-nums ${left < SHORT_MS ? 'text-bad' : 'text-ink'}`}>{clock(left)}</span>
      <span role="status" className="sr-only">
        {announced}
      </span>
    </p>
  );
}

/** Milliseconds, renewed every second. */
function useTimeLeft(until: Date): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return until.getTime() - now;
}
