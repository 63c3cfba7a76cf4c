/** What a booking had one after the other, and when it took, moved and gave it back, as far as that is known from outside. */
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import { fromTypeId } from '#runtime/ids.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import type { Journal, Move, Wish } from '../journal.ts';

/** When something happened; without a return nobody was told. */
export interface Known {
  readonly called: number;
  readonly returned: number | undefined;
}

/** `stop` counts the times or dates that a booking was at, from 0. `holder` is new each time that a place is taken after it was given back. */
export interface Deed extends Known {
  readonly kind: 'claim' | 'move' | 'release';
  readonly holder: string;
  readonly stop: number;
}

export const isLive = (status: string): boolean => status === 'pending' || status === 'confirmed';

/** What was told of the request that made a booking, by itself or with others. */
type Told = Pick<Wish, 'calledMs' | 'answeredMs' | 'booking'>;

export function wishOf({ wishes, series }: Journal, id: string): Told | undefined {
  const isIt = (booking: Wish['booking']): boolean => booking !== undefined && fromTypeId('bkg', booking.id, 'booking.id') === id;
  const single = wishes.find(({ booking }) => isIt(booking));
  if (single) return single;
  const several = series.find(({ bookings }) => bookings.some(isIt));
  const booking = several?.bookings.find(isIt);
  return several && booking && { ...several, booking };
}

const moveOf = ({ moves }: Journal, id: string): Move | undefined => moves.find(({ bookingId, outcome }) => bookingId === id && outcome === 'moved');

/** All deeds of a booking, in order. */
export function deedsOf({ id, history, customer }: Booking, journal: Journal): readonly Deed[] {
  const [wish, move] = [wishOf(journal, id), moveOf(journal, id)];
  const cancelled = journal.cancellations.find(({ bookingId }) => bookingId === id)?.acknowledgedMs ?? journal.waits.find(({ entryId }) => entryId === id)?.left?.answeredMs;
  const deeds: Deed[] = [];
  let [life, stop] = [0, 0];
  const note = (kind: Deed['kind'], known: Known): void => void deeds.push({ kind, holder: `${id} ${life}`, stop, called: known.called, returned: known.returned });
  for (const { from, to, time, actor, change } of history) {
    const called = time.getTime() - EPOCH;
    if (change === 'rescheduled') {
      stop += 1;
      note('move', { called: move?.calledMs ?? called, returned: move?.answeredMs });
    } else if (isLive(to) && !(from && isLive(from))) {
      life += 1;
      note('claim', life === 1 && wish?.answeredMs !== undefined ? { called: wish.calledMs, returned: wish.answeredMs } : { called, returned: undefined });
    } else if (from && isLive(from) && !isLive(to)) {
      note('release', { called, returned: actor === customer.id ? cancelled : undefined });
    }
  }
  return deeds;
}
