/** A session has more places: they are for whoever waits for them. */
import { SessionResizedSchema } from '#proto/berth/booking/v1/waitlist_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import { offerSoon } from '../actors/waitlist-turn.ts';
import { waitlistKey } from '../keys.ts';

export const sessionResized = (actor: WaitlistActor) =>
  reaction({
    event: SessionResizedSchema,
    actor,
    route({ session }) {
      const id = session && tryTypeId('ses', session.id);
      return id ? [waitlistKey(id)] : [];
    },
    turn: offerSoon,
  });
