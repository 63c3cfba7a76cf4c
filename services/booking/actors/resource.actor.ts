/** Rooms, chairs, boats: what they are and when they can be used. Bookings stay as they are. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { ResourceInputSchema } from '#proto/berth/booking/v1/schedule_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { Turn } from '../../runtime/actor/types.ts';
import { Failure, invalidField, notFound } from '../../runtime/errors.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { mergeMasked } from '../../runtime/rpc/update-mask.ts';
import { resourceStore } from '../db/bookable-store.ts';
import { STAFF, checkBookable, inOrder, invalidSchedule, type BookableEvent } from '../domain/bookable.ts';
import type { Bookable } from '../domain/schedule.ts';
import { resourceKey } from '../keys.ts';
import { fromResourceInput, toResource, toResourceInput } from '../schedule-mapping.ts';

type ResourceTurn = Turn<Bookable | undefined, BookableEvent>;

function set(turn: ResourceTurn, resource: Bookable) {
  if (resource.kind === STAFF) throw new Failure(invalidSchedule([{ field: 'resource.kind', description: 'staff are no resource; use CreateStaff' }]));
  checkBookable(resource, 'resource.');
  const bookable = inOrder(resource);
  turn.apply({ events: [{ type: 'set', bookable }] });
  return { resource: toResource(bookable, turn.version(resourceKey(resource.id))) };
}

export const resourceActor = actor({
  name: 'resource',
  service: ScheduleService,
  state: single<Bookable>('resource', resourceStore),
  behaviour: { initial: undefined, evolve: (_: Bookable | undefined, event: BookableEvent) => (event.type === 'set' ? event.bookable : undefined) },
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
        const before = turn.state;
        if (!before) throw notFound('resource', id);
        turn.expectEtag(resourceKey(before.id), etag);
        const base = toResourceInput(before);
        const paths = updateMask?.paths ?? [];
        return set(turn, fromResourceInput(before.id, mergeMasked({ schema: ResourceInputSchema, field: 'resource', base, change: resource, paths, invalid: invalidSchedule })));
      },
    },
  },
});
