/** Confirms the booking that an offer holds, when nothing is to be paid for it online. */
import type { FoundEntry } from '../../db/waitlist-store.ts';
import { accept } from '../../domain/offer.ts';
import { changedBy, keepReminders, reply } from '../booking-turn.ts';
import { findEntry, livingEntry, replyEntry, routeToEntry, type WaitlistCommand } from '../waitlist-turn.ts';

export const acceptOffer: WaitlistCommand<'acceptOffer', FoundEntry> = {
  prepare: ({ id }, view) => findEntry(view, id),
  route: (_, found, view) => routeToEntry(found, view),
  turn(turn, { etag }, { entry: { id }, offeringId }) {
    const before = turn.state.booking;
    const { booking } = turn.apply(accept(turn.state, livingEntry(turn, id, etag), changedBy(turn), turn.now));
    keepReminders(turn, before);
    return { entry: replyEntry(turn, id, offeringId), booking: reply(turn, booking) };
  },
};
