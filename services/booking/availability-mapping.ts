/** Between Protobuf and the domain for what can be booked when. See `mapping.ts` for the rest. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate, timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { BookableVerdictSchema, SlotExplanationSchema, SlotReasonSchema, SupposedChanges } from '#proto/berth/booking/v1/availability_pb.ts';
import type { SlotSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import { fromTypeId, toTypeId, type IdPrefix } from '../runtime/ids.ts';
import { STAFF } from './domain/bookable.ts';
import type { BookableVerdict, Explanation } from './domain/availability/explain.ts';
import type { OpenTime } from './domain/availability/list.ts';
import type { Question } from './domain/availability/question.ts';
import type { Reason, SetBy } from './domain/availability/reason.ts';
import type { Changes } from './domain/availability/what-if.ts';
import type { BookingRules } from './domain/rules.ts';
import type { Offering } from './domain/offering.ts';
import { placesLeft, type Session } from './domain/place.ts';
import type { Bookable } from './domain/schedule.ts';
import { wallAt } from './domain/zone-clock.ts';
import { toMoney, toTime } from './mapping.ts';
import { fromRules } from './schedule-mapping.ts';

export const toSessionSlot = (session: Session, offering: Offering): MessageInitShape<typeof SlotSchema> => ({
  time: toTime(session.time),
  sessionId: toTypeId('ses', session.id),
  placesLeft: placesLeft(session),
  capacity: session.capacity,
  unitPrice: toMoney(offering.price),
});

/** Slots of times: thousands of ids of few people, so each is written once. */
export function toTimeSlots({ offering, bookables, durationMinutes, rules }: Question, times: readonly OpenTime[]): MessageInitShape<typeof SlotSchema>[] {
  const ids = new Map(bookables.filter(({ kind }) => kind === STAFF).map(({ id }) => [id, toTypeId('stf', id)]));
  const unitPrice = toMoney(offering.price);
  return times.map(({ start, by, places }) => ({
    time: toSlotTime(start, start + durationMinutes * 60_000, offering.timeZone),
    staffIds: by.flatMap(({ id }) => ids.get(id) ?? []),
    placesLeft: places,
    capacity: rules.capacity,
    unitPrice,
  }));
}

/** As `toTime` does it, by arithmetic alone. */
const toSlotTime = (start: number, end: number, timeZone: string) => ({
  startTime: timestampFromMs(start),
  endTime: timestampFromMs(end),
  timeZone,
  localStart: localOf(start, timeZone),
  localEnd: localOf(end, timeZone),
});

const localOf = (instant: number, timeZone: string): string => new Date(wallAt(instant, timeZone)).toISOString().slice(0, 16);

export const toExplanation = ({ start, reasons, bookables }: Explanation): MessageInitShape<typeof SlotExplanationSchema> => ({
  startTime: timestampFromDate(new Date(start)),
  bookable: reasons.length === 0,
  reasons: reasons.map(toReason),
  bookables: bookables.map(toVerdict),
});

const toVerdict = ({ bookable, need, reasons }: BookableVerdict): MessageInitShape<typeof BookableVerdictSchema> =>
  ({ id: idOf(bookable), kind: bookable.kind, name: bookable.name, need, reasons: reasons.map(toReason) });

const toReason = ({ code, message, setBy }: Reason): MessageInitShape<typeof SlotReasonSchema> => ({ code, message, rule: setBy.rule, ruleId: ruleId(setBy) });

const idOf = ({ id, kind }: Pick<Bookable, 'id' | 'kind'>): string => toTypeId(kind === STAFF ? 'stf' : 'rsc', id);

const PREFIXES: Readonly<Partial<Record<SetBy['rule'], IdPrefix>>> = { offering: 'off', closure: 'cls', session: 'ses' };

function ruleId({ rule, id }: SetBy): string {
  const prefix = PREFIXES[rule];
  return prefix && id !== '' ? toTypeId(prefix, id) : id;
}

export const fromSupposed = (offeringId: string, { rules, withoutClosureIds, withoutBookings }: SupposedChanges): Changes & { readonly rules?: BookingRules } => ({
  ...(rules && { rules: fromRules(offeringId, rules) }),
  withoutClosureIds: withoutClosureIds.map((id, index) => fromTypeId('cls', id, `suppose.without_closure_ids[${index}]`)),
  withoutBookings,
});
