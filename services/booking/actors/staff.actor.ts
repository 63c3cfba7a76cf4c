/** Members of staff: their hours are replaced as a whole, bookings stay as they are. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { WeeklyHours as ProtoHours } from '#proto/berth/booking/v1/booking_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { staffStore } from '../db/staff-store.ts';
import { checkSchedule, evolveStaff, type Staff, type StaffEvent, type WeeklyHours } from '../domain/staff.ts';
import { staffKey } from '../keys.ts';
import { toStaff } from '../mapping.ts';
import { findOfferings, type OfferingSource } from '../queries/find-offering.ts';

interface NewStaff {
  readonly id: string;
  readonly offeringIds: readonly string[];
}

const toHours = (hours: readonly ProtoHours[]): WeeklyHours[] => hours.map(({ dayOfWeek, start, end }) => ({ day: dayOfWeek, start, end }));

export const staffActor = (source: OfferingSource) =>
  actor({
    name: 'staff',
    service: ScheduleService,
    state: single<Staff>('staff', staffStore),
    behaviour: { initial: undefined, evolve: (state: Staff | undefined, event: StaffEvent) => evolveStaff(state, event) },
    commands: {
      createStaff: {
        async prepare({ offeringIds }, view): Promise<NewStaff> {
          const ids = offeringIds.map((offering, index) => fromTypeId('off', offering, `offering_ids[${index}]`));
          await findOfferings(view, ids, source);
          return { id: newId(), offeringIds: ids };
        },
        route: (_, { id }: NewStaff) => [staffKey(id)],
        turn(turn, { name, timeZone, weeklyHours }, { id, offeringIds }: NewStaff) {
          const hours = toHours(weeklyHours);
          checkSchedule(timeZone, hours);
          const staff = { id, name, timeZone, offeringIds, hours };
          turn.apply({ events: [{ type: 'staffCreated', staff }] });
          return { staff: toStaff(staff, turn.version(staffKey(id))) };
        },
      },
      setWeeklyHours: {
        route: ({ staffId }) => [staffKey(fromTypeId('stf', staffId, 'staff_id'))],
        turn(turn, { staffId, weeklyHours, etag }) {
          if (!turn.state) throw notFound('member of staff', staffId);
          const key = staffKey(turn.state.id);
          turn.expectEtag(key, etag);
          const hours = toHours(weeklyHours);
          checkSchedule(undefined, hours);
          const staff = turn.apply({ events: [{ type: 'hoursSet', hours }] });
          return staff ? { staff: toStaff(staff, turn.version(key)) } : {};
        },
      },
    },
  });
