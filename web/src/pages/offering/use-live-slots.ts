/** The times of a month as they are at this moment: the stream says what changed, and while it is away they are asked for now and then. */
import type { Availability, Slot } from '@berth/sdk/browser';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { berthOf } from '../../berth/clients.ts';
import { type Longer, ofMonth, slotsQuery, slotsSpan } from '../../berth/queries.ts';

export interface LiveSlots {
  /** Absent until there is a first answer. */
  readonly slots: readonly Slot[] | undefined;
  /** They may be out of date, and have been for a while. */
  readonly late: boolean;
  readonly query: UseQueryResult<readonly Slot[]>;
}

/** A stream that drops is back in a moment, as a rule: nobody need read of that. */
const PATIENCE_MS = 4_000;
/** As long as the page is open. */
const FOREVER = { attempts: Number.POSITIVE_INFINITY, baseMs: 300, maxMs: 10_000 };

const lost: Availability = { slots: [], live: false };

/** `longer` has to be the same list as long as it says the same. */
export function useLiveSlots(slug: string, offeringId: string, month: string | undefined, longer: Longer): LiveSlots {
  const queries = useQueryClient();
  const [stream, setStream] = useState(lost);
  const seen = useSyncExternalStore(onVisibility, isVisible);
  const online = useSyncExternalStore(onConnection, isOnline);
  const watched = seen && online ? month : undefined;
  const query = useQuery({ ...slotsQuery(slug, offeringId, month ?? '', longer), enabled: month !== undefined, ...(stream.live && { refetchInterval: false, staleTime: Infinity }) });

  useEffect(() => {
    if (watched === undefined) return undefined;
    const over = new AbortController();
    const onNews = ({ slots, live }: Availability): void => {
      if (over.signal.aborted) return;
      const times = ofMonth(slots, watched);
      // Beneath what the stream says: for when it is away, and for coming back to this month.
      if (live) queries.setQueryData(slotsQuery(slug, offeringId, watched, longer).queryKey, times);
      setStream({ slots: times, live });
    };
    // What Berth refuses to watch, it refuses to list, too: the query says why.
    follow(slug, slotsSpan(offeringId, watched, longer), over.signal, onNews).catch(() => onNews(lost));
    return () => {
      over.abort();
      setStream(lost);
    };
  }, [queries, slug, offeringId, watched, longer]);

  return { slots: stream.live ? stream.slots : query.data, late: useLate(seen && month !== undefined && !stream.live), query };
}

async function follow(slug: string, query: ReturnType<typeof slotsSpan>, signal: AbortSignal, onNews: (news: Availability) => void): Promise<void> {
  for await (const news of berthOf(slug).watchAvailability(query, { signal, retry: FOREVER })) onNews(news);
}

/** True when it has been so for a while. */
function useLate(isSo: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = isSo ? setTimeout(() => setLate(true), PATIENCE_MS) : undefined;
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isSo]);
  return late;
}

/** A tab that nobody sees holds no connection: a browser has few of them for one address. */
const isVisible = (): boolean => document.visibilityState === 'visible';

function onVisibility(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

/** A stream that was cut off with the connection would be silent for a minute before anyone noticed. */
const isOnline = (): boolean => navigator.onLine;

function onConnection(changed: () => void): () => void {
  const events = ['online', 'offline'];
  for (const event of events) addEventListener(event, changed);
  return () => events.forEach((event) => removeEventListener(event, changed));
}
