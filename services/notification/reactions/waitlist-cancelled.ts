/** What somebody waited for does not take place: they get a mail that says so, and why. */
import { WaitlistCancelledSchema } from '#proto/berth/booking/v1/waitlist_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import { dispatch, notificationActor, told } from '../actors/notification.actor.ts';
import { notify } from '../domain/notification.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { subjectOf } from '../templates/content.ts';
import { fromWaitlist } from '../waitlist-mapping.ts';

export const waitlistCancelled = reaction({
  event: WaitlistCancelledSchema,
  actor: notificationActor,
  route({ entry }, _, { tenantId }) {
    const id = entry && tryTypeId('wtl', entry.id);
    return id ? [notificationKey(notificationIdOf(id, 'waitlist_cancelled')), bookingKey(id), tenantKey(tenantId)] : [];
  },
  turn(turn, event) {
    const waited = fromWaitlist(event);
    if (!waited) return;
    const state = told(turn);
    turn.apply({ events: [{ type: 'bookingTold', booking: waited }] });
    dispatch(turn, notify(state, notificationIdOf(waited.id, 'waitlist_cancelled'), waited, { kind: 'waitlist_cancelled' }, subjectOf, turn.now));
  },
});
