/** When a schedule is open: its weekly rules, overrides and the closures, as stretches of instants that say what set them. */
import { dateOf, dayOf, minutesOf, weekdayOf } from './calendar-date.ts';
import type { Closure, DateOverride, Schedule } from './schedule.ts';
import { instantOf, wallAt } from './zone-clock.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What opened a part: a weekly rule by its index, or the override of a date. */
export type OpenedBy = { readonly kind: 'weekly'; readonly rule: number } | { readonly kind: 'override'; readonly date: string; readonly reason: string };

/** What shut a date: a closure, or an override without hours. */
export type ShutBy =
  | { readonly kind: 'closure'; readonly closureId: string; readonly reason: string }
  | { readonly kind: 'override'; readonly date: string; readonly reason: string };

/** Half-open, in milliseconds since 1970 UTC. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The hours of one rule on one date, whole. Times are counted from the start of a part, so they do not depend on what was asked. */
export interface OpenPart extends Stretch {
  readonly by: OpenedBy;
}

/** Parts that touch or overlap: one may work through them without a break. */
export interface OpenStretch extends Stretch {
  /** By start, then end. */
  readonly parts: readonly OpenPart[];
}

/** A local date on which nothing is open because someone said so. */
export interface ShutDate extends Stretch {
  readonly date: string;
  readonly by: ShutBy;
}

export interface Opening {
  /** Sorted; between two there is a gap. */
  readonly open: readonly OpenStretch[];
  readonly shut: readonly ShutDate[];
}

/**
 * All stretches and shut dates that overlap the half-open span, never cut: a stretch over midnight is followed for a day before and after the span.
 * A closure shuts its dates whatever else is said of them; an override replaces the weekly rules of its date.
 */
export function openingOf(schedule: Schedule, closures: readonly Closure[], from: number, to: number): Opening {
  const { timeZone } = schedule;
  const plan = planOf(schedule);
  const [parts, shut]: [OpenPart[], ShutDate[]] = [[], []];
  const last = localDay(to, timeZone) + 1;
  for (let day = localDay(from, timeZone) - 1; day <= last; day += 1) {
    const by = shutBy(plan, closures, day);
    if (by) shut.push({ date: dateOf(day), by, start: instantOf(day * DAY_MS, timeZone), end: instantOf((day + 1) * DAY_MS, timeZone) });
    else parts.push(...partsOn(plan, day, timeZone));
  }
  const within = ({ start, end }: Stretch): boolean => start < to && end > from;
  return { open: joined(parts).filter(within), shut: shut.filter(within) };
}

/** The open stretches alone. */
export const stretchesOf = (schedule: Schedule, closures: readonly Closure[], from: number, to: number): readonly OpenStretch[] =>
  openingOf(schedule, closures, from, to).open;

const localDay = (instant: number, timeZone: string): number => Math.floor(wallAt(instant, timeZone) / DAY_MS);

/** Hours in minutes of a local day, and the days between which they hold. */
interface Hours {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly until: number;
  readonly by: OpenedBy;
}

interface Plan {
  /** By day of the week. */
  readonly weekly: ReadonlyMap<number, readonly Hours[]>;
  /** By day since 1970. */
  readonly overrides: ReadonlyMap<number, { readonly override: DateOverride; readonly hours: readonly Hours[] }>;
}

// Schedules are values: what was parsed once holds for as long as the object is in use.
const plans = new WeakMap<Schedule, Plan>();
const closureDays = new WeakMap<Closure, { readonly from: number; readonly until: number }>();

function planOf(schedule: Schedule): Plan {
  const plan = plans.get(schedule) ?? readPlan(schedule);
  plans.set(schedule, plan);
  return plan;
}

const readPlan = ({ weekly, overrides }: Schedule): Plan => ({
  weekly: Map.groupBy(weekly.map((rule, index) => ({ ...readHours(rule, { kind: 'weekly', rule: index }), day: rule.day })), ({ day }) => day),
  overrides: new Map(
    overrides.map((override) => {
      const by = { kind: 'override', date: override.date, reason: override.reason } as const;
      return [knownDay(override.date), { override, hours: override.hours.map((hours) => readHours(hours, by)) }];
    }),
  ),
});

function readHours(hours: { start: string; end: string; from?: string | undefined; until?: string | undefined }, by: OpenedBy): Hours {
  return {
    start: minutesOf(hours.start) ?? Number.NaN,
    end: minutesOf(hours.end) ?? Number.NaN,
    from: hours.from === undefined ? -Infinity : knownDay(hours.from),
    until: hours.until === undefined ? Infinity : knownDay(hours.until),
    by,
  };
}

/** A date that was checked when it was set. */
const knownDay = (date: string): number => dayOf(date) ?? Number.NaN;

function shutBy(plan: Plan, closures: readonly Closure[], day: number): ShutBy | undefined {
  const closure = closures.find((each) => covers(each, day));
  if (closure) return { kind: 'closure', closureId: closure.id, reason: closure.reason };
  const entry = plan.overrides.get(day);
  return entry?.hours.length === 0 ? { kind: 'override', date: entry.override.date, reason: entry.override.reason } : undefined;
}

function covers(closure: Closure, day: number): boolean {
  const days = closureDays.get(closure) ?? { from: knownDay(closure.from), until: knownDay(closure.until) };
  closureDays.set(closure, days);
  return days.from <= day && day <= days.until;
}

function partsOn(plan: Plan, day: number, timeZone: string): OpenPart[] {
  const weekly = (): readonly Hours[] => plan.weekly.get(weekdayOf(day)) ?? [];
  const hours = plan.overrides.get(day)?.hours ?? weekly();
  return hours
    .filter(({ from, until }) => from <= day && day <= until)
    .map(({ start, end, by }) => ({
      start: instantOf(day * DAY_MS + start * MINUTE_MS, timeZone),
      end: instantOf(day * DAY_MS + end * MINUTE_MS, timeZone),
      by,
    }))
    // Nothing is left of hours that lie within a gap of the clock.
    .filter(({ start, end }) => start < end);
}

const byTime = (a: Stretch, b: Stretch): number => a.start - b.start || a.end - b.end;

function joined(parts: readonly OpenPart[]): OpenStretch[] {
  const stretches: { start: number; end: number; parts: OpenPart[] }[] = [];
  for (const part of parts.toSorted(byTime)) {
    const last = stretches.at(-1);
    if (last && part.start <= last.end) {
      last.end = Math.max(last.end, part.end);
      last.parts.push(part);
    } else {
      stretches.push({ start: part.start, end: part.end, parts: [part] });
    }
  }
  return stretches;
}
