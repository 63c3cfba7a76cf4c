/** A session does not take place: nobody waits for it any more, and who did is told. */
import { SessionCancelledSchema } from '#proto/berth/booking/v1/session_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { fromTypeId, tryTypeId } from '../../runtime/ids.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import { dissolve } from '../domain/waitlist.ts';
import { offeringKey, sessionKey, waitlistKey } from '../keys.ts';

export const sessionCancelled = (actor: WaitlistActor) =>
  reaction({
    event: SessionCancelledSchema,
    actor,
    route({ session }) {
      const id = session && tryTypeId('ses', session.id);
      return id ? [waitlistKey(id), sessionKey(id), offeringKey(fromTypeId('off', session.offeringId, 'session.offering_id'))] : [];
    },
    turn: (turn, { session }, { source, time }) =>
      void turn.apply(dissolve(turn.state.waitlist, { actor: `service:${source}`, time, reason: `The date was cancelled: ${session?.cancelReason ?? ''}` })),
  });
