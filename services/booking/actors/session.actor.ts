/** Dates of events: created together or not at all. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { actor, born } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { sessionStore } from '../db/session-store.ts';
import type { Session } from '../domain/place.ts';
import { evolveSessions, newSession, type SessionEvent, type Sessions } from '../domain/session.ts';
import { sessionKey } from '../keys.ts';
import { toSession } from '../mapping.ts';
import { findOfferings, type OfferingSource } from '../queries/find-offering.ts';

interface NewSessions {
  readonly sessions: readonly Session[];
}

export const sessionActor = (source: OfferingSource) =>
  actor({
    name: 'session',
    service: ScheduleService,
    state: {
      stores: { session: sessionStore },
      compose: (parts): Sessions => partsOf<Session>(parts, 'session'),
      decompose: (sessions: Sessions) => toParts('session', sessions),
    },
    behaviour: { initial: new Map<string, Session>(), evolve: (state: Sessions, event: SessionEvent) => evolveSessions(state, event) },
    commands: {
      createSessions: {
        async prepare({ sessions }, view) {
          const ids = sessions.map(({ offeringId }, index) => fromTypeId('off', offeringId, `sessions[${index}].offering_id`));
          const offerings = await findOfferings(view, ids, source);
          return {
            sessions: sessions.map(({ localStart, capacity }, index) => {
              const offering = offerings.get(ids[index] ?? '');
              if (!offering) throw new TypeError('an offering that was found is gone');
              return newSession(newId(), offering, localStart, capacity, `sessions[${index}]`);
            }),
          };
        },
        route: (_, { sessions }: NewSessions) => sessions.map(({ id }) => born(sessionKey(id))),
        turn(turn, _, { sessions }: NewSessions) {
          turn.apply({ events: [{ type: 'sessionsCreated', sessions }] });
          return { sessions: sessions.map((session) => toSession(session, turn.version(sessionKey(session.id)))) };
        },
      },
    },
  });
