/** Members of staff: what they serve and when they work. Bookings stay as they are, and whoever has some ahead is not deleted. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { StaffInputSchema, type StaffInput } from '#proto/berth/booking/v1/schedule_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { fromTypeId, newId as randomId } from '../../runtime/ids.ts';
import { mergeMasked } from '../../runtime/rpc/update-mask.ts';
import { staffStore } from '../db/bookable-store.ts';
import { STAFF, checkBookable, invalidSchedule, withOverrides, withWeekly } from '../domain/bookable.ts';
import type { Bookable } from '../domain/schedule.ts';
import { calendarKey, staffKey } from '../keys.ts';
import { findOfferings, type OfferingSource } from '../queries/find-offering.ts';
import { fromHours, fromOverrides, toStaff, toStaffInput } from '../schedule-mapping.ts';
import { bookableBehaviour, bookableState, deleteBookable, expectBookable, type BookableTurn } from './bookable-state.ts';
import type { IdSource } from './prepare-hold.ts';

const WHAT = 'member of staff';

const keyOf = (staffId: string, field: string) => staffKey(fromTypeId('stf', staffId, field));

/** Sets what `next` makes of the member of staff, if that is in order. */
function change(turn: BookableTurn, typeId: string, etag: string, next: (staff: Bookable) => Bookable) {
  const bookable = next(expectBookable(turn, WHAT, typeId, etag));
  checkBookable(bookable);
  turn.apply({ events: [{ type: 'set', bookable }] });
  return { staff: toStaff(bookable, turn.version(turn.state.held.key)) };
}

const uuidsOf = (offeringIds: readonly string[], path: string): string[] => offeringIds.map((id, index) => fromTypeId('off', id, `${path}[${index}]`));

export const staffActor = ({ newId = randomId, ...source }: OfferingSource & IdSource) =>
  actor({
    name: 'staff',
    service: ScheduleService,
    state: bookableState('staff', staffStore),
    behaviour: bookableBehaviour('staff'),
    commands: {
      createStaff: {
        async prepare({ offeringIds }, view) {
          const ids = uuidsOf(offeringIds, 'offering_ids');
          await findOfferings(view, ids, source);
          return { id: newId(), offeringIds: ids };
        },
        route: (_, { id }: { readonly id: string; readonly offeringIds: readonly string[] }) => [staffKey(id)],
        turn(turn, { name, timeZone, weeklyHours }, { id, offeringIds }) {
          const bookable: Bookable = { id, kind: STAFF, name, offeringIds, skills: [], schedule: { timeZone, weekly: fromHours(weeklyHours), overrides: [] } };
          checkBookable(bookable);
          turn.apply({ events: [{ type: 'set', bookable }] });
          return { staff: toStaff(bookable, turn.version(staffKey(id))) };
        },
      },
      updateStaff: {
        async prepare({ staff }, view) {
          await findOfferings(view, uuidsOf(staff?.offeringIds ?? [], 'staff.offering_ids'), source);
        },
        route: ({ id }) => [keyOf(id, 'id')],
        turn: (turn, { id, staff, updateMask, etag }) => change(turn, id, etag, (before) => masked(before, staff, updateMask?.paths ?? [])),
      },
      setWeeklyHours: {
        route: ({ staffId }) => [keyOf(staffId, 'staff_id')],
        turn: (turn, { staffId, weeklyHours, etag }) => change(turn, staffId, etag, (before) => withWeekly(before, fromHours(weeklyHours))),
      },
      setDateOverrides: {
        route: ({ staffId }) => [keyOf(staffId, 'staff_id')],
        turn: (turn, { staffId, dateOverrides, clearedDates, etag }) =>
          change(turn, staffId, etag, (before) => withOverrides(before, { set: fromOverrides(dateOverrides), clear: clearedDates })),
      },
      deleteStaff: {
        route({ id }) {
          const key = keyOf(id, 'id');
          return [key, calendarKey(key.id)];
        },
        turn: (turn, { id, etag }) => deleteBookable(turn, WHAT, id, etag),
      },
    },
  });

function masked(before: Bookable, input: StaffInput | undefined, paths: readonly string[]): Bookable {
  const { name, offeringIds, skills } = mergeMasked({ schema: StaffInputSchema, field: 'staff', base: toStaffInput(before), change: input, paths, invalid: invalidSchedule });
  return { ...before, name, offeringIds: uuidsOf(offeringIds, 'staff.offering_ids'), skills };
}
