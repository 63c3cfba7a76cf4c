/** Staff and when they work. */
import { Failure, type FieldViolation } from '../../runtime/errors.ts';
import { isTimeZone } from './local-time.ts';

/** Working hours on one day of the week (1 is Monday), local `HH:MM`, end after start. */
export interface WeeklyHours {
  readonly day: number;
  readonly start: string;
  readonly end: string;
}

export interface Staff {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly offeringIds: readonly string[];
  readonly hours: readonly WeeklyHours[];
}

export type StaffEvent =
  | { readonly type: 'staffCreated'; readonly staff: Staff }
  | { readonly type: 'hoursSet'; readonly hours: readonly WeeklyHours[] };

export function evolveStaff(state: Staff | undefined, event: StaffEvent): Staff | undefined {
  if (event.type === 'staffCreated') return event.staff;
  return state && { ...state, hours: event.hours };
}

const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Everything that is wrong with weekly hours, by field. */
export function hoursViolations(hours: readonly WeeklyHours[]): FieldViolation[] {
  return hours.flatMap((entry, index) => {
    const field = `weekly_hours[${index}]`;
    if (!Number.isInteger(entry.day) || entry.day < 1 || entry.day > 7) return [{ field: `${field}.day_of_week`, description: 'must be 1 (Monday) to 7 (Sunday)' }];
    if (!CLOCK_TIME.test(entry.start)) return [{ field: `${field}.start`, description: 'must be a time as HH:MM' }];
    if (!CLOCK_TIME.test(entry.end)) return [{ field: `${field}.end`, description: 'must be a time as HH:MM' }];
    if (entry.end <= entry.start) return [{ field: `${field}.end`, description: 'must be after the start; hours over midnight are two entries' }];
    return overlapsEarlier(hours, index) ? [{ field, description: 'overlaps another entry of the same day' }] : [];
  });
}

const overlapsEarlier = (hours: readonly WeeklyHours[], index: number): boolean => {
  const entry = hours[index];
  return entry !== undefined && hours.slice(0, index).some((other) => other.day === entry.day && other.start < entry.end && entry.start < other.end);
};

/** Throws `INVALID_ARGUMENT` naming each bad field. */
export function checkSchedule(timeZone: string | undefined, hours: readonly WeeklyHours[]): void {
  const violations = hoursViolations(hours);
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    violations.push({ field: 'time_zone', description: 'must be an IANA time zone such as Europe/Lisbon' });
  }
  if (violations.length === 0) return;
  throw new Failure({ code: 'INVALID_ARGUMENT', reason: 'INVALID_SCHEDULE', message: violations.map((v) => `${v.field} ${v.description}`).join('; '), violations });
}
