/** Takes a customer off the list, and gives back what an offer holds for them. */
import type { FoundEntry } from '../../db/waitlist-store.ts';
import { leave } from '../../domain/offer.ts';
import { placeKeys } from '../../keys.ts';
import { changedBy, keepReminders } from '../booking-turn.ts';
import { findEntry, livingEntry, offerLater, replyEntry, routeToEntry, type WaitlistCommand } from '../waitlist-turn.ts';

export const leaveWaitlist: WaitlistCommand<'leaveWaitlist', FoundEntry> = {
  prepare: ({ id }, view) => findEntry(view, id),
  route: (_, found, view) => routeToEntry(found, view),
  turn(turn, { reason, etag }, { entry: { id }, offeringId }) {
    const before = turn.state.booking;
    // It may have moved since the route was read.
    if (before) turn.need(...placeKeys(before));
    turn.apply(leave(turn.state, livingEntry(turn, id, etag), changedBy(turn, reason), turn.now));
    keepReminders(turn, before);
    offerLater(turn);
    return { entry: replyEntry(turn, id, offeringId) };
  },
};
