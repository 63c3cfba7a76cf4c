/** What the booking rules of an offering must be like: everything that is wrong is named at once, with its field. */
import { reject, type FieldViolation, type Rejection } from '../../runtime/errors.ts';
import { STAFF } from './bookable.ts';
import type { Offering } from './offering.ts';
import type { BookingRules, Need } from './rules.ts';

/** As long as a day: what is longer is not a time but a stay. */
const LONGEST_MINUTES = 1440;
const MOST_TIERS = 10;
const A_YEAR_HOURS = 8784;
/** Of one time of a class. */
const MOST_PLACES = 1_000;

/** What the rules are held against. */
export interface RulesContext {
  readonly offering: Pick<Offering, 'kind' | 'durationMinutes'>;
  /** Kinds of resources that there are. */
  readonly kinds: ReadonlySet<string>;
  /** The time to come of which most places are booked, when it is a class. */
  readonly fullest?: FullestTime | undefined;
}

export interface FullestTime {
  readonly booked: number;
  readonly start: Date;
}

type Check = readonly [field: string, holds: boolean, description: string];

export function rulesViolations(rules: BookingRules, context: RulesContext): FieldViolation[] {
  return [...timingChecks(rules), ...durationChecks(rules), ...tierChecks(rules), ...kindChecks(rules, context), ...rules.needs.flatMap((need, index) => needChecks(need, `needs[${index}]`, rules, context))]
    .filter(([, holds]) => !holds)
    .map(([field, , description]) => ({ field: `rules.${field}`, description }));
}

/** `INVALID_ARGUMENT` for rules that are wrong, a refusal for those that would leave too few places; `undefined` for good ones. */
export function rulesRejection(rules: BookingRules, context: RulesContext): Rejection | undefined {
  const violations = rulesViolations(rules, context);
  if (violations.length === 0) return refuseTooFew(rules, context);
  return reject('INVALID_RULES', violations.map(({ field, description }) => `${field} ${description}`).join('; '), { code: 'INVALID_ARGUMENT', violations });
}

function refuseTooFew({ capacity }: BookingRules, { fullest }: RulesContext): Rejection | undefined {
  if (!fullest || fullest.booked <= capacity) return undefined;
  const { booked, start } = fullest;
  const message = `${booked} places are booked at ${start.toISOString()}; ${capacity} would be too few. Cancel or move bookings first, or keep at least ${booked}.`;
  return reject('CAPACITY_BELOW_BOOKED', message, {
    metadata: { booked: String(booked), capacity: String(capacity), start_time: start.toISOString() },
    violations: [{ field: 'rules.capacity', description: `must be at least ${booked}` }],
  });
}

const timingChecks = ({ stepMinutes, bufferBeforeMinutes, bufferAfterMinutes, leadMinutes, windowDays }: BookingRules): Check[] => [
  ['step_minutes', stepMinutes >= 0 && stepMinutes <= LONGEST_MINUTES, `must be 0 to ${LONGEST_MINUTES}`],
  ['buffer_before_minutes', bufferBeforeMinutes >= 0 && bufferBeforeMinutes <= LONGEST_MINUTES, `must be 0 to ${LONGEST_MINUTES}`],
  ['buffer_after_minutes', bufferAfterMinutes >= 0 && bufferAfterMinutes <= LONGEST_MINUTES, `must be 0 to ${LONGEST_MINUTES}`],
  ['lead_minutes', leadMinutes >= 0, 'must not be negative'],
  ['window_days', windowDays >= 0, 'must not be negative'],
  ['lead_minutes', windowDays === 0 || leadMinutes < windowDays * 1440, 'must be less than window_days, else nothing can ever be booked'],
];

const tierChecks = ({ cancellationTiers: tiers }: BookingRules): Check[] => [
  ['cancellation_tiers', tiers.length <= MOST_TIERS, `must be at most ${MOST_TIERS}`],
  ...tiers.flatMap(({ hoursBefore, percent }, index): Check[] => {
    const [field, before] = [`cancellation_tiers[${index}]`, tiers[index - 1]];
    return [
      [`${field}.hours_before`, Number.isInteger(hoursBefore) && hoursBefore >= 0 && hoursBefore <= A_YEAR_HOURS, `must be 0 to ${A_YEAR_HOURS}`],
      [`${field}.refund_percent`, Number.isInteger(percent) && percent >= 0 && percent <= 100, 'must be 0 to 100'],
      [`${field}.hours_before`, before === undefined || hoursBefore < before.hoursBefore, `must be fewer than ${before?.hoursBefore}, the hours of the tier before`],
      [`${field}.refund_percent`, before === undefined || percent < before.percent, `must be less than ${before?.percent}, the share of the tier before`],
    ];
  }),
];

const durationChecks = ({ durations }: BookingRules): Check[] => [
  ...durations.map((minutes, index): Check => [`durations[${index}]`, minutes > 0 && minutes <= LONGEST_MINUTES, `must be 1 to ${LONGEST_MINUTES} minutes`]),
  ['durations', new Set(durations).size === durations.length, 'must be different from each other'],
];

function kindChecks({ needs, durations, stepMinutes, capacity }: BookingRules, { offering: { kind } }: RulesContext): Check[] {
  const timed = kind === 'appointment' || kind === 'service';
  const description = `must be empty: ${kind === 'event' ? 'an event has its sessions' : 'a product has no time'}`;
  return [
    ['needs', timed || needs.length === 0, description],
    ['durations', timed || durations.length === 0, description],
    ['step_minutes', timed || stepMinutes === 0, description],
    ['capacity', timed || capacity === 1, 'must be 1: an event has the capacity of its sessions, a product none'],
    ['capacity', capacity >= 1 && capacity <= MOST_PLACES, `must be 1 to ${MOST_PLACES}`],
  ];
}

function needChecks(need: Need, field: string, { durations }: BookingRules, { offering, kinds }: RulesContext): Check[] {
  const shortest = Math.min(offering.durationMinutes, ...durations);
  return [
    [`${field}.kind`, need.kind === STAFF || kinds.has(need.kind), `there is no resource of kind ${need.kind}; create one first`],
    [`${field}.count`, need.count >= 1, 'must be at least 1'],
    [`${field}.skills`, new Set(need.skills).size === need.skills.length, 'must be different from each other'],
    [`${field}.offset_minutes`, need.offsetMinutes >= 0 && need.offsetMinutes < shortest, `must be within the shortest duration, ${shortest} minutes`],
    [`${field}.minutes`, need.minutes >= 0 && need.offsetMinutes + need.minutes <= shortest, `must end within the shortest duration, ${shortest} minutes`],
  ];
}
