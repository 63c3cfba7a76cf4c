/** Dates of events: created together or not at all, and changed without taking anything from those who have booked. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { SessionResizedSchema } from '#proto/berth/booking/v1/waitlist_events_pb.ts';
import { actor, born } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { Published } from '../../runtime/actor/types.ts';
import { invalidField, notFound } from '../../runtime/errors.ts';
import { fromTypeId, newId as randomId, toTypeId } from '../../runtime/ids.ts';
import { sessionStore } from '../db/session-store.ts';
import type { Session } from '../domain/place.ts';
import { MOST_DATES } from '../domain/recurrence.ts';
import { evolveSessions, move, newSessions, resize, type SessionEvent, type Sessions } from '../domain/session.ts';
import { sessionKey } from '../keys.ts';
import { toSession } from '../mapping.ts';
import { findOfferings, type OfferingSource } from '../queries/find-offering.ts';
import type { IdSource } from './prepare-hold.ts';

interface NewSessions {
  readonly sessions: readonly Session[];
}

export const sessionActor = ({ newId = randomId, ...source }: OfferingSource & IdSource) =>
  actor({
    name: 'session',
    service: ScheduleService,
    state: {
      stores: { session: sessionStore },
      compose: (parts): Sessions => partsOf<Session>(parts, 'session'),
      decompose: (sessions: Sessions) => toParts('session', sessions),
    },
    behaviour: { initial: new Map<string, Session>(), evolve: (state: Sessions, event: SessionEvent) => evolveSessions(state, event) },
    publish,
    commands: {
      createSessions: {
        async prepare({ sessions }, view): Promise<NewSessions> {
          const ids = sessions.map(({ offeringId }, index) => fromTypeId('off', offeringId, `sessions[${index}].offering_id`));
          const offerings = await findOfferings(view, ids, source);
          const made = sessions.flatMap((wish, index) => {
            const offering = offerings.get(ids[index] ?? '');
            if (!offering) throw new TypeError('an offering that was found is gone');
            return newSessions(newId, offering, wish, `sessions[${index}]`);
          });
          if (made.length > MOST_DATES) throw invalidField('sessions', `must be ${MOST_DATES} dates or fewer; these are ${made.length}`);
          return { sessions: made };
        },
        route: (_, { sessions }: NewSessions) => sessions.map(({ id }) => born(sessionKey(id))),
        turn(turn, _, { sessions }: NewSessions) {
          turn.apply({ events: [{ type: 'sessionsSet', sessions }] });
          return { sessions: sessions.map((session) => toSession(session, turn.version(sessionKey(session.id)))) };
        },
      },
      updateSession: {
        route: ({ id }) => [sessionKey(fromTypeId('ses', id, 'id'))],
        turn(turn, { id, capacity, localStart, etag }) {
          const key = sessionKey(fromTypeId('ses', id, 'id'));
          const session = turn.state.get(key.id);
          // A time of a class is no date that somebody set: it is there while somebody has booked it.
          if (!session || session.takes) throw notFound('session', id);
          turn.expectEtag(key, etag);
          if (localStart !== '') turn.apply(move(sessionOf(turn.state, key.id), localStart));
          if (capacity !== 0) turn.apply(resize(sessionOf(turn.state, key.id), capacity));
          return { session: toSession(sessionOf(turn.state, key.id), turn.version(key)) };
        },
      },
    },
  });

/** More places are for whoever waits for them. */
function publish(event: SessionEvent): Published | undefined {
  if (event.type !== 'sessionResized') return undefined;
  const { session } = event;
  // Etags belong to reads; an event is numbered by its key version.
  return { key: sessionKey(session.id), subject: toTypeId('ses', session.id), schema: SessionResizedSchema, payload: { session: toSession(session, 0n) } };
}

function sessionOf(sessions: Sessions, id: string): Session {
  const session = sessions.get(id);
  if (!session) throw new TypeError(`the turn lost session ${id}`);
  return session;
}
