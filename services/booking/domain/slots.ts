/** Times that can be booked: computed from working hours and claims, never stored. */
import { instantAt, localDates, timeFrom, type BookedTime, type Span } from './local-time.ts';
import type { Offering } from './offering.ts';
import { isFree, type Calendar } from './place.ts';
import type { Bookable } from './schedule.ts';

/** A time with everyone who could serve it. */
export interface StaffSlot {
  readonly time: BookedTime;
  readonly staff: readonly Bookable[];
}

/** Instants only: wall times cost much more, and most of these are of people who work at the same time. */
type Stretch = Pick<BookedTime, 'start' | 'end'>;

/** Every time that a member of staff's hours allow in the span, free or not: back to back from the beginning of each working stretch. */
export function workingTimes(staff: Bookable, { durationMinutes }: Offering, span: Span): Stretch[] {
  return localDates(span.from, span.to, staff.schedule.timeZone).flatMap((date) =>
    staff.schedule.weekly
      .filter(({ day }) => day === date.dayOfWeek)
      .flatMap(({ start, end }) => {
        const stretch = { from: instantAt(date, start, staff.schedule.timeZone), to: instantAt(date, end, staff.schedule.timeZone) };
        return stepThrough(stretch, durationMinutes * 60_000);
      })
      .filter((time) => time.start >= span.from && time.start < span.to),
  );
}

function stepThrough(stretch: Span, step: number): Stretch[] {
  const times: Stretch[] = [];
  if (step <= 0) return times;
  for (let start = stretch.from.getTime(); start + step <= stretch.to.getTime(); start += step) {
    times.push({ start: new Date(start), end: new Date(start + step) });
  }
  return times;
}

/** The times in the span, from `now` on, at which at least one of the staff works and is free. Earliest first. */
export function staffSlots(
  offering: Offering,
  staff: readonly Bookable[],
  calendars: ReadonlyMap<string, Calendar>,
  span: Span,
  now: Date,
): StaffSlot[] {
  const slots = new Map<number, Bookable[]>();
  for (const member of staff) {
    const calendar = calendars.get(member.id) ?? { id: member.id, claims: [] };
    for (const time of workingTimes(member, offering, span)) {
      if (time.start <= now || !isFree(calendar, time)) continue;
      const free = slots.get(time.start.getTime()) ?? [];
      free.push(member);
      slots.set(time.start.getTime(), free);
    }
  }
  return [...slots]
    .sort(([a], [b]) => a - b)
    .map(([start, free]) => ({ time: timeFrom(new Date(start), offering.durationMinutes, offering.timeZone), staff: free }));
}

/** Who of the staff works at exactly this start. */
export function workingAt(offering: Offering, staff: readonly Bookable[], start: Date): Bookable[] {
  const span = { from: start, to: new Date(start.getTime() + 1) };
  return staff.filter((member) => workingTimes(member, offering, span).length > 0);
}
