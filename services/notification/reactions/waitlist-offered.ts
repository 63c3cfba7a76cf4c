/** Places are held for who waited: they get a mail that says until when, and how to take them. */
import { WaitlistOfferedSchema } from '#proto/berth/booking/v1/waitlist_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { dispatch, notificationActor, told } from '../actors/notification.actor.ts';
import { notify } from '../domain/notification.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { fromBooking, iso } from '../mapping.ts';
import { subjectOf } from '../templates/content.ts';

export const waitlistOffered = reaction({
  event: WaitlistOfferedSchema,
  actor: notificationActor,
  route: (_event, _read, { key, tenantId }) => [notificationKey(notificationIdOf(key, 'waitlist_offered')), bookingKey(key), tenantKey(tenantId)],
  turn(turn, { booking: proto, expireTime, paymentRequired }, { key }) {
    if (!proto || !expireTime) return;
    const booking = fromBooking(proto);
    const state = told(turn);
    turn.apply({ events: [{ type: 'bookingTold', booking }] });
    const occasion = { kind: 'waitlist_offered', expires: iso(expireTime), toPay: paymentRequired } as const;
    dispatch(turn, notify(state, notificationIdOf(key, 'waitlist_offered'), booking, occasion, subjectOf, turn.now));
  },
});
