/** A purchase that TikTok is told about once. */
import { TiktokEventTrackedSchema } from '#proto/berth/integration/v1/integration_events_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { Key } from '../../runtime/actor/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { trackedEventStore } from '../db/tracked-event-store.ts';
import { evolveTrackedEvent, type TrackedEvent, type TrackedEventChange } from '../domain/tracked-event.ts';
import type { SendOutcome } from '../effects/send-to-tiktok.ts';
import { toTrackedEvent } from '../mapping.ts';

export const trackedEventKey = (id: string): Key => ({ type: 'tracked-event', id });

export const trackedEventActor = actor({
  name: 'tracked-event',
  state: single<TrackedEvent>('tracked-event', trackedEventStore),
  behaviour: { initial: undefined, evolve: (state: TrackedEvent | undefined, change: TrackedEventChange) => evolveTrackedEvent(state, change) },
  publish: (change: TrackedEventChange, state: TrackedEvent | undefined) =>
    change.type === 'accepted' && state
      ? {
          key: trackedEventKey(state.id),
          subject: toTypeId('trk', state.id),
          schema: TiktokEventTrackedSchema,
          // The body stays here: it is nobody else's business.
          payload: { trackedEvent: toTrackedEvent({ ...state, requestJson: '' }) },
        }
      : undefined,
  outcomes: {
    sendToTikTok(turn, outcome: SendOutcome) {
      if (turn.state?.state !== 'pending') return;
      turn.apply({
        events: [
          outcome.accepted
            ? { type: 'accepted', providerRequestId: outcome.providerRequestId, time: turn.now }
            : { type: 'refused', error: outcome.error },
        ],
      });
    },
  },
});
