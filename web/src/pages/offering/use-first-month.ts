/** The first month with something to book, so that nobody starts in front of an empty calendar. */
import type { Offering } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { slotsQuery } from '../../berth/queries.ts';
import { currentMonth, shiftMonth } from '../../shop/month.ts';

const LOOK_AHEAD = 3;

/** This month when all of the next ones are empty too. */
export function useFirstMonth(slug: string, { id, timeZone }: Offering, enabled: boolean) {
  const query = useQuery({
    queryKey: ['first-month', slug, id],
    async queryFn({ client }) {
      const now = currentMonth(timeZone, new Date());
      for (let ahead = 0; ahead < LOOK_AHEAD; ahead++) {
        const month = shiftMonth(now, ahead);
        const slots = await client.fetchQuery(slotsQuery(slug, id, month));
        if (slots.length > 0) return month;
      }
      return now;
    },
    enabled,
    staleTime: Infinity,
    gcTime: 0,
  });
  return { month: query.data, error: query.error, retry: () => query.refetch() };
}
