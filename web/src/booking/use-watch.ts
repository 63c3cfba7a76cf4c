/** A booking as it changes: the stream keeps the cached booking new and collects the steps of all services. */
import { type Booking, berthError, type TimelineStep } from '@berth/sdk/browser';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { bookingClient, bookingKey, bookingsQuery, checkoutQuery } from '../berth/queries.ts';
import { isSettled, mergeSteps } from './phase.ts';

export interface Watch {
  readonly steps: readonly TimelineStep[];
  /** The stream is open and more may come. */
  readonly live: boolean;
  /** Why it ended for good. */
  readonly error: unknown;
}

/** Late steps, such as a report to an advertiser, are waited for so long after everything else. */
const LINGER_MS = 20_000;

const nothing: Watch = { steps: [], live: true, error: undefined };

/** `round` begins a new watch, as after a cancellation of what was settled. */
export function useWatch(slug: string, userId: string, bookingId: string, round: number): Watch {
  const queries = useQueryClient();
  const [watch, setWatch] = useState<Watch>(nothing);
  useEffect(() => {
    const over = new AbortController();
    const onNews = (booking: Booking | undefined, fresh: readonly TimelineStep[]): void => {
      if (booking) queries.setQueryData(bookingKey(slug, userId, bookingId), booking);
      if (fresh.some(({ name }) => name.startsWith('payment.'))) void queries.invalidateQueries(checkoutQuery(slug, userId, bookingId));
      setWatch((before) => ({ ...before, live: true, steps: mergeSteps(before.steps, fresh) }));
    };
    const end = (error?: unknown): void => setWatch((before) => ({ ...before, live: false, error }));
    follow(slug, bookingId, over, onNews).then(
      () => end(),
      (error: unknown) => end(berthError(error).code === 'CANCELLED' ? undefined : error),
    );
    return () => {
      over.abort();
      void queries.invalidateQueries({ queryKey: bookingsQuery(slug, userId).queryKey });
    };
  }, [queries, slug, userId, bookingId, round]);
  return watch;
}

/** Reads the stream until `over`, or until nothing more is to be expected. */
async function follow(slug: string, bookingId: string, over: AbortController, onNews: (booking: Booking | undefined, fresh: readonly TimelineStep[]) => void): Promise<void> {
  let steps: readonly TimelineStep[] = [];
  let linger: ReturnType<typeof setTimeout> | undefined;
  try {
    for await (const { booking, steps: fresh } of bookingClient(slug, bookingId).watchBooking(bookingId, { signal: over.signal })) {
      clearTimeout(linger);
      steps = mergeSteps(steps, fresh);
      onNews(booking, fresh);
      if (booking && isSettled(booking, steps)) linger = setTimeout(() => over.abort(), LINGER_MS);
    }
  } finally {
    clearTimeout(linger);
  }
}
