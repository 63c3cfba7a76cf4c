/** Holds a place, or confirms at once what needs no payment. */
import type { Key } from '../../../runtime/actor/types.ts';
import { born } from '../../../runtime/actor/actor.ts';
import { hold, type Wanted } from '../../domain/hold.ts';
import { bookingKey, calendarKey, sessionKey } from '../../keys.ts';
import { keepReminders, reply, type BookingCommand } from '../booking-turn.ts';
import { prepareHold, type HoldFacts, type HoldSources } from '../prepare-hold.ts';

export const createBooking = (sources: HoldSources): BookingCommand<'createBooking', HoldFacts> => ({
  anew: ['CODE_TAKEN'],
  prepare: (request, view) => prepareHold(request, view, sources),
  route: (_, facts) => ('made' in facts ? [bookingKey(facts.made)] : [born(bookingKey(facts.wanted.bookingId)), ...placeKeys(facts.wanted)]),
  window: (_, facts) => ('wanted' in facts && facts.wanted.place.kind === 'staff' ? spanOf(facts.wanted.place.time) : undefined),
  existing(turn) {
    const { booking } = turn.state;
    return booking?.request && { bodyHash: booking.request.bodyHash, reply: { booking: reply(turn, booking) } };
  },
  turn(turn, _, facts) {
    if ('made' in facts) throw new TypeError(`booking ${facts.made} is gone`);
    const { booking } = turn.apply(hold(turn.state, { ...facts.wanted, ...(turn.request && { request: turn.request }) }, turn.now));
    keepReminders(turn, undefined);
    return { booking: reply(turn, booking) };
  },
});

/** The keys of every place that would do. */
export const placeKeys = ({ place }: Pick<Wanted, 'place'>): readonly Key[] =>
  place.kind === 'session' ? [sessionKey(place.sessionId)] : place.candidates.map(({ id }) => calendarKey(id));

const spanOf = ({ start, end }: { readonly start: Date; readonly end: Date }) => ({ from: start, to: end });
