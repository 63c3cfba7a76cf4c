/** Times that can be booked: computed from working hours and claims, never stored. */
import { instantAt, localDates, timeFrom, type BookedTime } from './local-time.ts';
import type { Offering } from './offering.ts';
import { isFree, type Calendar } from './place.ts';
import type { Staff } from './staff.ts';

/** A time with everyone who could serve it. */
export interface StaffSlot {
  readonly time: BookedTime;
  readonly staff: readonly Staff[];
}

/** Half-open span of instants. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** Every start that a member of staff's hours allow in the span, free or not: back to back from the beginning of each working stretch. */
export function workingTimes(staff: Staff, offering: Offering, span: Span): BookedTime[] {
  return localDates(span.from, span.to, staff.timeZone).flatMap((date) =>
    staff.hours
      .filter(({ day }) => day === date.dayOfWeek)
      .flatMap(({ start, end }) => {
        const stretch = { from: instantAt(date, start, staff.timeZone), to: instantAt(date, end, staff.timeZone) };
        return stepThrough(stretch, offering);
      })
      .filter((time) => time.start >= span.from && time.start < span.to),
  );
}

function stepThrough(stretch: Span, { durationMinutes, timeZone }: Offering): BookedTime[] {
  const times: BookedTime[] = [];
  const step = durationMinutes * 60_000;
  if (step <= 0) return times;
  for (let start = stretch.from.getTime(); start + step <= stretch.to.getTime(); start += step) {
    times.push(timeFrom(new Date(start), durationMinutes, timeZone));
  }
  return times;
}

/** The times in the span, from `now` on, at which at least one of the staff works and is free. Earliest first. */
export function staffSlots(
  offering: Offering,
  staff: readonly Staff[],
  calendars: ReadonlyMap<string, Calendar>,
  span: Span,
  now: Date,
): StaffSlot[] {
  const slots = new Map<number, { time: BookedTime; staff: Staff[] }>();
  for (const member of staff) {
    const calendar = calendars.get(member.id) ?? { id: member.id, claims: [] };
    for (const time of workingTimes(member, offering, span)) {
      if (time.start <= now || !isFree(calendar, time)) continue;
      const slot = slots.get(time.start.getTime()) ?? { time, staff: [] };
      slot.staff.push(member);
      slots.set(time.start.getTime(), slot);
    }
  }
  return [...slots.values()].sort((a, b) => a.time.start.getTime() - b.time.start.getTime());
}

/** Who of the staff works at exactly this start. */
export function workingAt(offering: Offering, staff: readonly Staff[], start: Date): Staff[] {
  const span = { from: start, to: new Date(start.getTime() + 1) };
  return staff.filter((member) => workingTimes(member, offering, span).length > 0);
}
