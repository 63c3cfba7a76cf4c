/** Holds a place, or confirms at once what needs no payment. */
import type { Key } from '../../../runtime/actor/types.ts';
import { born } from '../../../runtime/actor/actor.ts';
import type { CalendarWindow } from '../../db/calendar-store.ts';
import type { LimitWindow } from '../../db/limit-store.ts';
import type { Choosing } from '../../domain/choose.ts';
import { classIdsOf } from '../../domain/classes.ts';
import { hold, type Wanted } from '../../domain/hold.ts';
import type { Span } from '../../domain/local-time.ts';
import { bookingKey, calendarKey, limitKey, sessionKey } from '../../keys.ts';
import { keepReminders, reply, type BookingCommand } from '../booking-turn.ts';
import { prepareHold, type HoldFacts, type HoldSources } from '../prepare-hold.ts';

export const createBooking = (sources: HoldSources): BookingCommand<'createBooking', HoldFacts> => ({
  anew: ['CODE_TAKEN'],
  prepare: (request, view) => prepareHold(request, view, sources),
  route: (_, facts) => ('made' in facts ? [bookingKey(facts.made)] : [born(bookingKey(facts.wanted.bookingId)), ...wantedKeys(facts.wanted)]),
  window: (_, facts) => ('wanted' in facts ? windowOf([facts.wanted]) : undefined),
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

/** The keys of every place that would do, and of the limits that a hold is under. */
export const wantedKeys = (wanted: Pick<Wanted, 'offering' | 'place'>): readonly Key[] =>
  [...placesWanted(wanted), ...(wanted.place.limits ?? []).map(({ id }) => limitKey(id))];

export function placesWanted({ offering, place }: { readonly offering: Pick<Wanted['offering'], 'id'> } & Pick<Wanted, 'place'>): readonly Key[] {
  if (place.kind === 'session') return [sessionKey(place.sessionId)];
  if (place.kind === 'none') return [];
  const ids = place.units.flatMap(({ candidates }) => candidates.map(({ id }) => id));
  const classes = place.kind === 'class' ? classIdsOf(offering.id, place) : [];
  return [...classes.map(sessionKey), ...[...new Set(ids)].map(calendarKey)];
}

/** Keys of several bookings, which may share places. */
export const eachOnce = (keys: readonly Key[]): readonly Key[] => [...new Map(keys.map((key) => [`${key.type} ${key.id}`, key])).values()];

/** What a turn has to know of calendars, and of limits: the periods that they hold for. */
export type HoldWindow = CalendarWindow & LimitWindow;

export const windowOf = (wanted: readonly Pick<Wanted, 'place'>[]): HoldWindow => ({
  spans: wanted.flatMap(({ place }) => ('units' in place ? [spanOf(place)] : [])),
  limits: wanted.flatMap(({ place }) => place.limits ?? []),
});

/** The time itself with the buffers, and the day that work is shared out on. */
const spanOf = ({ units, day }: Choosing): Span => ({
  from: new Date(Math.min(day.from.getTime(), ...units.map(({ start }) => start.getTime()))),
  to: new Date(Math.max(day.to.getTime(), ...units.map(({ end }) => end.getTime()))),
});
