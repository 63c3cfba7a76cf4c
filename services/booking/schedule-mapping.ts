/** Between Protobuf and the domain for what administrators set: schedules, resources, closures, rules. See `mapping.ts` for the rest. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { DateOverride as ProtoOverride, DateOverrideSchema, StaffSchema, WeeklyHours as ProtoHours, WeeklyHoursSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import {
  type BookingLimit as ProtoLimit,
  type BookingRules as ProtoRules,
  type BookingRulesSchema,
  type ClosureSchema,
  LimitPeriod,
  ResourceInputSchema,
  type ResourceInput,
  type ResourceSchema,
  StaffInputSchema,
  type StaffInput,
} from '#proto/berth/booking/v1/schedule_pb.ts';
import { toTypeId } from '../runtime/ids.ts';
import type { BookingRules, Limit, Period } from './domain/rules.ts';
import type { Bookable, Closure, DateOverride, WeeklyRule } from './domain/schedule.ts';

const PERIODS = {
  day: LimitPeriod.DAY,
  week: LimitPeriod.WEEK,
  month: LimitPeriod.MONTH,
  ever: LimitPeriod.EVER,
} as const satisfies Record<Period, LimitPeriod>;

/** In a row's JSON, an absent date must be an absent member. */
export const fromHours = (hours: readonly ProtoHours[]): WeeklyRule[] =>
  hours.map(({ dayOfWeek, start, end, fromDate, untilDate }) => ({
    day: dayOfWeek, start, end, ...(fromDate !== '' && { from: fromDate }), ...(untilDate !== '' && { until: untilDate }),
  }));

export const fromOverrides = (overrides: readonly ProtoOverride[]): DateOverride[] =>
  overrides.map(({ date, hours, reason }) => ({ date, hours: hours.map(({ start, end }) => ({ start, end })), reason }));

const toHours = ({ day, start, end, from = '', until = '' }: WeeklyRule): MessageInitShape<typeof WeeklyHoursSchema> =>
  ({ dayOfWeek: day, start, end, fromDate: from, untilDate: until });

const toOverride = ({ date, hours, reason }: DateOverride): MessageInitShape<typeof DateOverrideSchema> =>
  ({ date, hours: hours.map(({ start, end }) => ({ start, end })), reason });

/** What staff and resources have in common. */
const toScheduled = ({ name, skills, schedule }: Bookable) => ({
  name,
  skills: [...skills],
  timeZone: schedule.timeZone,
  weeklyHours: schedule.weekly.map(toHours),
  dateOverrides: schedule.overrides.map(toOverride),
});

export const toStaff = (staff: Bookable, version: bigint): MessageInitShape<typeof StaffSchema> => ({
  ...toScheduled(staff),
  id: toTypeId('stf', staff.id),
  offeringIds: staff.offeringIds.map((id) => toTypeId('off', id)),
  etag: String(version),
});

/** Staff as an administrator would have to write them to get these. */
export const toStaffInput = ({ name, offeringIds, skills }: Bookable): StaffInput =>
  create(StaffInputSchema, { name, offeringIds: offeringIds.map((id) => toTypeId('off', id)), skills: [...skills] });

export const toResource = (resource: Bookable, version: bigint): MessageInitShape<typeof ResourceSchema> => ({
  ...toScheduled(resource),
  id: toTypeId('rsc', resource.id),
  kind: resource.kind,
  etag: String(version),
});

export const toResourceInput = (resource: Bookable): ResourceInput => create(ResourceInputSchema, { ...toScheduled(resource), kind: resource.kind });

export const fromResourceInput = (id: string, { kind, name, skills, timeZone, weeklyHours, dateOverrides }: ResourceInput): Bookable => ({
  id,
  kind,
  name,
  offeringIds: [],
  skills,
  schedule: { timeZone, weekly: fromHours(weeklyHours), overrides: fromOverrides(dateOverrides) },
});

export const toClosure = ({ id, from, until, reason }: Closure, version: bigint): MessageInitShape<typeof ClosureSchema> =>
  ({ id: toTypeId('cls', id), fromDate: from, untilDate: until, reason, etag: String(version) });

const toLimit = (limit: Limit | undefined) => limit && { max: limit.max, period: PERIODS[limit.period] };

export function toRules(rules: BookingRules, version: bigint): MessageInitShape<typeof BookingRulesSchema> {
  const [perCustomer, inTotal] = [toLimit(rules.perCustomer), toLimit(rules.inTotal)];
  return {
    stepMinutes: rules.stepMinutes,
    bufferBeforeMinutes: rules.bufferBeforeMinutes,
    bufferAfterMinutes: rules.bufferAfterMinutes,
    leadMinutes: rules.leadMinutes,
    windowDays: rules.windowDays,
    durations: [...rules.durations],
    needs: rules.needs.map((need) => ({ ...need, skills: [...need.skills] })),
    capacity: rules.capacity,
    cancellationTiers: rules.cancellationTiers.map(({ hoursBefore, percent }) => ({ hoursBefore, refundPercent: percent })),
    ...(perCustomer && { perCustomer }),
    ...(inTotal && { inTotal }),
    etag: String(version),
  };
}

function fromLimit(limit: ProtoLimit | undefined): Limit | undefined {
  const period = Object.entries(PERIODS).find(([, value]) => value === limit?.period)?.[0] as Period | undefined;
  return limit && period && { max: limit.max, period };
}

export const fromRules = (offeringId: string, rules: ProtoRules): BookingRules => ({
  offeringId,
  stepMinutes: rules.stepMinutes,
  bufferBeforeMinutes: rules.bufferBeforeMinutes,
  bufferAfterMinutes: rules.bufferAfterMinutes,
  leadMinutes: rules.leadMinutes,
  windowDays: rules.windowDays,
  durations: rules.durations,
  needs: rules.needs.map(({ kind, count, skills, offsetMinutes, minutes }) => ({ kind, count, skills, offsetMinutes, minutes })),
  capacity: rules.capacity || 1,
  perCustomer: fromLimit(rules.perCustomer),
  inTotal: fromLimit(rules.inTotal),
  cancellationTiers: rules.cancellationTiers.map(({ hoursBefore, refundPercent }) => ({ hoursBefore, percent: refundPercent })),
});
