/** Rooms, chairs, boats: what they are and when they can be used. Bookings stay as they are, and what has some ahead is not deleted. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { ResourceInputSchema } from '#proto/berth/booking/v1/schedule_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure, invalidField } from '../../runtime/errors.ts';
import { fromTypeId, newId as randomId } from '../../runtime/ids.ts';
import { mergeMasked } from '../../runtime/rpc/update-mask.ts';
import { resourceStore } from '../db/bookable-store.ts';
import { STAFF, checkBookable, inOrder, invalidSchedule } from '../domain/bookable.ts';
import type { Bookable } from '../domain/schedule.ts';
import { calendarKey, resourceKey } from '../keys.ts';
import { fromResourceInput, toResource, toResourceInput } from '../schedule-mapping.ts';
import { bookableBehaviour, bookableState, deleteBookable, expectBookable, type BookableTurn } from './bookable-state.ts';
import type { IdSource } from './prepare-hold.ts';

const WHAT = 'resource';

function set(turn: BookableTurn, resource: Bookable) {
  if (resource.kind === STAFF) throw new Failure(invalidSchedule([{ field: 'resource.kind', description: 'staff are no resource; use CreateStaff' }]));
  checkBookable(resource, 'resource.');
  const bookable = inOrder(resource);
  turn.apply({ events: [{ type: 'set', bookable }] });
  return { resource: toResource(bookable, turn.version(resourceKey(resource.id))) };
}

export const resourceActor = ({ newId = randomId }: IdSource) =>
  actor({
    name: 'resource',
    service: ScheduleService,
    state: bookableState('resource', resourceStore),
    behaviour: bookableBehaviour('resource'),
    commands: {
      createResource: {
        prepare: async () => newId(),
        route: (_, id: string) => [resourceKey(id)],
        turn(turn, { resource }, id) {
          if (!resource) throw invalidField('resource', 'is required');
          return set(turn, fromResourceInput(id, resource));
        },
      },
      updateResource: {
        route: ({ id }) => [resourceKey(fromTypeId('rsc', id, 'id'))],
        turn(turn, { id, resource, updateMask, etag }) {
          const before = expectBookable(turn, WHAT, id, etag);
          const base = toResourceInput(before);
          const paths = updateMask?.paths ?? [];
          return set(turn, fromResourceInput(before.id, mergeMasked({ schema: ResourceInputSchema, field: 'resource', base, change: resource, paths, invalid: invalidSchedule })));
        },
      },
      deleteResource: {
        route({ id }) {
          const key = resourceKey(fromTypeId('rsc', id, 'id'));
          return [key, calendarKey(key.id)];
        },
        turn: (turn, { id, etag }) => deleteBookable(turn, WHAT, id, etag),
      },
    },
  });
