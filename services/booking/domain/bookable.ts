/** Staff and resources: who or what they are, and what can become of them. */
import { Failure, reject, type FieldViolation, type Rejection } from '../../runtime/errors.ts';
import { derivedId } from '../../runtime/ids.ts';
import type { Calendar, Claim } from './place.ts';
import type { Bookable, DateOverride, WeeklyRule } from './schedule.ts';
import { overrideViolations, scheduleViolations } from './schedule-check.ts';

export const STAFF = 'staff';

export type BookableEvent =
  | { readonly type: 'set'; readonly bookable: Bookable }
  | { readonly type: 'deleted'; readonly rest: Claim };

/** Dates of which the overrides are replaced, and those that go back to the weekly rules. */
export interface OverridesChange {
  readonly set: readonly DateOverride[];
  readonly clear: readonly string[];
}

export const withWeekly = (bookable: Bookable, weekly: readonly WeeklyRule[]): Bookable => ({ ...bookable, schedule: { ...bookable.schedule, weekly } });

/** Other dates stay as they are. Throws `INVALID_ARGUMENT` for dates that are wrong in themselves, named as the change has them. */
export function withOverrides(bookable: Bookable, { set, clear }: OverridesChange): Bookable {
  const twice = clear.flatMap((date, index) => (set.some((override) => override.date === date) ? [{ field: `cleared_dates[${index}]`, description: `${date} is set as well` }] : []));
  refuse([...overrideViolations(set), ...twice]);
  const replaced = new Set([...clear, ...set.map(({ date }) => date)]);
  const kept = bookable.schedule.overrides.filter(({ date }) => !replaced.has(date));
  return inOrder({ ...bookable, schedule: { ...bookable.schedule, overrides: [...kept, ...set] } });
}

/** The overrides by date, as they are kept. */
export const inOrder = (bookable: Bookable): Bookable => ({
  ...bookable,
  schedule: { ...bookable.schedule, overrides: bookable.schedule.overrides.toSorted((a, b) => (a.date < b.date ? -1 : 1)) },
});

/** Throws `INVALID_ARGUMENT` naming every bad field below `path`. */
export function checkBookable({ name, kind, skills, schedule }: Bookable, path = ''): void {
  const at = (field: string): string => path + field;
  const violations: FieldViolation[] = [];
  if (name.trim() === '') violations.push({ field: at('name'), description: 'must not be empty' });
  if (kind === '') violations.push({ field: at('kind'), description: 'must name what it is, such as room' });
  if (new Set(skills).size < skills.length) violations.push({ field: at('skills'), description: 'must be different from each other' });
  violations.push(...scheduleViolations(schedule, path));
  refuse(violations);
}

function refuse(violations: readonly FieldViolation[]): void {
  if (violations.length > 0) throw new Failure(invalidSchedule(violations));
}

export const invalidSchedule = (violations: readonly FieldViolation[]): Rejection =>
  reject('INVALID_SCHEDULE', violations.map(({ field, description }) => `${field} ${description}`).join('; '), { code: 'INVALID_ARGUMENT', violations });

/** After every booking. */
const FOR_GOOD = new Date(Date.UTC(9999, 11, 31));

/**
 * Whoever has bookings ahead cannot go: they would stay booked with nobody, or no room, to serve them. Whoever goes takes the rest of
 * their calendar along: a hold that was prepared while they were there finds nothing free, by the same claims that keep any two apart.
 */
export function deletion({ id, name, kind }: Bookable, { claims }: Calendar, now: Date): { events: readonly BookableEvent[] } | { rejection: Rejection } {
  const ahead = claims.filter(({ end }) => end > now);
  if (ahead.length === 0) return { events: [{ type: 'deleted', rest: { id: derivedId('rest of calendar', id), bookingId: id, start: now, end: FOR_GOOD } }] };
  const last = new Date(Math.max(...ahead.map(({ end }) => end.getTime())));
  return {
    rejection: reject(kind === STAFF ? 'STAFF_HAS_BOOKINGS' : 'RESOURCE_HAS_BOOKINGS', `${name} has ${ahead.length} bookings ahead, the last until ${last.toISOString()}. Move or cancel them first.`, {
      metadata: { bookings: String(ahead.length), last_end_time: last.toISOString() },
    }),
  };
}
