/** Closures: dates on which nobody works. Bookings stay as they are. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { removable, type Held } from '../../runtime/actor/state.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { closureStore } from '../db/closure-store.ts';
import { invalidSchedule } from '../domain/bookable.ts';
import type { Closure } from '../domain/schedule.ts';
import { closureViolations } from '../domain/schedule-check.ts';
import { closureKey } from '../keys.ts';
import { toClosure } from '../schedule-mapping.ts';

type ClosureEvent = { readonly type: 'closed'; readonly closure: Closure } | { readonly type: 'reopened' };

export const closureActor = actor({
  name: 'closure',
  service: ScheduleService,
  state: removable<Closure>('closure', closureStore),
  behaviour: {
    initial: { key: closureKey(''), value: undefined },
    evolve: ({ key }: Held<Closure>, event: ClosureEvent): Held<Closure> => ({ key, value: event.type === 'closed' ? event.closure : undefined }),
  },
  commands: {
    createClosure: {
      prepare: async () => newId(),
      route: (_, id: string) => [closureKey(id)],
      turn(turn, { fromDate, untilDate, reason }, id) {
        const closure = { id, from: fromDate, until: untilDate === '' ? fromDate : untilDate, reason };
        const violations = closureViolations(closure);
        if (violations.length > 0) throw new Failure(invalidSchedule(violations));
        turn.apply({ events: [{ type: 'closed', closure }] });
        return { closure: toClosure(closure, turn.version(closureKey(id))) };
      },
    },
    deleteClosure: {
      route: ({ id }) => [closureKey(fromTypeId('cls', id, 'id'))],
      turn(turn, { id, etag }) {
        const { key, value } = turn.state;
        if (!value) throw notFound('closure', id);
        turn.expectEtag(key, etag);
        turn.apply({ events: [{ type: 'reopened' }] });
        return {};
      },
    },
  },
});
