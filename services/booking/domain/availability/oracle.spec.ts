import { expect } from 'chai';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { bookable, plainQuestion } from '../../test/questions.ts';
import type { Stretch } from '../opening.ts';
import { defaultRules, type Need } from '../rules.ts';
import type { Bookable, Closure, DateOverride, WeeklyRule } from '../schedule.ts';
import { explain } from './explain.ts';
import { openTimes } from './list.ts';
import type { Question } from './question.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Weeks in which clocks change: by an hour, by half of one, at midnight, on both sides of the equator; and zones with odd offsets. */
const WEEKS: readonly (readonly [first: string, ...zones: string[]])[] = [
  ['2027-03-25', 'Europe/Lisbon', 'Asia/Beirut', 'Asia/Kathmandu'],
  ['2027-10-28', 'Europe/Lisbon', 'Africa/Cairo', 'America/New_York'],
  ['2027-04-28', 'Africa/Cairo', 'Asia/Kathmandu', 'Europe/Berlin'],
  ['2027-04-01', 'Australia/Lord_Howe', 'Pacific/Chatham', 'America/Santiago'],
  ['2027-09-30', 'Australia/Lord_Howe', 'Pacific/Chatham', 'America/New_York'],
  ['2027-09-02', 'America/Santiago', 'Pacific/Kiritimati', 'Pacific/Niue'],
];

const clock = (quarter: number): string => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
const hours = fc.oneof(
  fc.constantFrom({ start: '00:00', end: '24:00' }, { start: '20:00', end: '24:00' }, { start: '00:00', end: '03:00' }, { start: '01:30', end: '02:30' }),
  fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 40 })).map(([start, length]) => ({ start: clock(start), end: clock(Math.min(96, start + length)) })),
);

const ALWAYS: readonly WeeklyRule[] = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '00:00', end: '24:00' }));

const week = fc.constantFrom(...WEEKS).chain(([first, ...zones]) => {
  const day = fc.integer({ min: -1, max: 7 }).map((days) => Temporal.PlainDate.from(first).add({ days }).toString());
  const between = fc.tuple(day, day).map((days) => days.toSorted());
  const weekly: fc.Arbitrary<WeeklyRule> = fc.record({ day: fc.integer({ min: 1, max: 7 }), span: hours, valid: fc.option(between, { nil: undefined, freq: 2 }), open: fc.nat({ max: 2 }) })
    .map(({ day: on, span, valid: [from, until] = [], open }) => ({ day: on, ...span, from: open === 1 ? undefined : from, until: open === 2 ? undefined : until }));
  const override: fc.Arbitrary<DateOverride> = fc.record({ date: day, hours: fc.array(hours, { maxLength: 2 }), reason: fc.constant('Training') });
  const person = fc.record({ timeZone: fc.constantFrom(...zones), weekly: fc.oneof({ weight: 3, arbitrary: fc.array(weekly, { minLength: 4, maxLength: 14 }) }, { weight: 1, arbitrary: fc.constant(ALWAYS) }), overrides: fc.uniqueArray(override, { maxLength: 2, selector: ({ date }) => date }) });
  const begin = Temporal.PlainDate.from(first).toZonedDateTime('UTC').epochMilliseconds;
  const taken: fc.Arbitrary<readonly Stretch[]> = fc.array(fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 5, max: 300 })), { maxLength: 10 }).map((gaps) => {
    let at = begin - DAY_MS;
    return gaps.map(([gap, length]) => ({ start: (at += gap * MINUTE_MS), end: (at += length * MINUTE_MS) }));
  });
  return fc.record({
    begin: fc.constant(begin),
    people: fc.array(fc.tuple(person, taken, fc.constantFrom('staff', 'staff', 'room')), { minLength: 1, maxLength: 4 }),
    rooms: fc.option(fc.record({ kind: fc.constant('room'), count: fc.constantFrom(1, 1, 2), skills: fc.constant([]), offsetMinutes: fc.constantFrom(0, 30), minutes: fc.constantFrom(0, 30) }), { nil: undefined }),
    closures: fc.array(between.map(([from = '', until = '']): Closure => ({ id: from, from, until, reason: 'Holiday' })), { maxLength: 1 }),
    durationMinutes: fc.constantFrom(60, 60, 90, 400, 2_000, 5_000),
    stepMinutes: fc.constantFrom(0, 15, 40, 60),
    bufferBeforeMinutes: fc.constantFrom(0, 10, 240),
    bufferAfterMinutes: fc.constantFrom(0, 15, 240),
    leadMinutes: fc.constantFrom(0, 0, 600),
    windowDays: fc.constantFrom(0, 0, 3),
  });
});

type Week = typeof week extends fc.Arbitrary<infer W> ? W : never;

const SOMEBODY: Need = { kind: 'staff', count: 1, skills: [], offsetMinutes: 0, minutes: 0 };

const questionOf = ({ begin, people, closures, durationMinutes, rooms, ...rules }: Week): Question => plainQuestion({
  now: begin,
  durationMinutes,
  rules: { ...defaultRules('fitting'), ...rules, durations: [durationMinutes], needs: rooms ? [SOMEBODY, rooms] : [] },
  closures,
  bookables: people.map(([schedule, , kind], index) => bookable(`p${index}`, { kind, schedule: kind === 'room' ? { ...schedule, weekly: ALWAYS } : schedule })),
  busy: new Map(people.map(([, taken], index) => [`p${index}`, taken])),
});

const instantOf = (date: Temporal.PlainDate, time: string, zone: string): number => {
  const [day, wall] = time === '24:00' ? [date.add({ days: 1 }), '00:00'] : [date, time];
  return day.toPlainDateTime(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
};

/** When somebody works, each part as the words of the schedule say, of dates far around. */
function partsOf({ schedule: { timeZone, weekly, overrides } }: Bookable, closures: readonly Closure[], begin: number): readonly Stretch[] {
  const parts: Stretch[] = [];
  for (let days = -9; days <= 16; days += 1) {
    const date = Temporal.Instant.fromEpochMilliseconds(begin).toZonedDateTimeISO('UTC').toPlainDate().add({ days });
    const name = date.toString();
    if (closures.some(({ from, until }) => from <= name && name <= until)) continue;
    const own = overrides.find((one) => one.date === name);
    const valid = weekly.filter(({ day, from = name, until = name }) => day === date.dayOfWeek && from <= name && name <= until);
    for (const { start, end } of own?.hours ?? valid) parts.push({ start: instantOf(date, start, timeZone), end: instantOf(date, end, timeZone) });
  }
  return parts.filter(({ start, end }) => start < end);
}

const worksThrough = (parts: readonly Stretch[], from: number, to: number): boolean => {
  for (let at = from; at < to; ) {
    const ends = parts.filter(({ start, end }) => start <= at && at < end).map(({ end }) => end);
    if (ends.length === 0) return false;
    at = Math.max(...ends);
  }
  return true;
};

/** Whether somebody, or a room, works and has nothing else to do while a need lasts, with the buffers where it begins or ends with the booking. */
function canServe({ rules, busy, durationMinutes }: Question, parts: readonly Stretch[], one: Bookable, { offsetMinutes, minutes }: Need, start: number): boolean {
  const end = minutes === 0 ? durationMinutes : Math.min(durationMinutes, offsetMinutes + minutes);
  const [first, last] = [offsetMinutes - (offsetMinutes === 0 ? rules.bufferBeforeMinutes : 0), end + (end === durationMinutes ? rules.bufferAfterMinutes : 0)].map((at) => start + at * MINUTE_MS);
  const isFree = !(busy.get(one.id) ?? []).some((taken) => taken.start < (last ?? NaN) && (first ?? NaN) < taken.end);
  return isFree && worksThrough(parts, start + offsetMinutes * MINUTE_MS, start + end * MINUTE_MS);
}

/** Every start of a step of somebody's, tried one by one, with who could serve it. */
function naive(question: Question, begin: number, from: number, to: number): ReadonlyMap<number, readonly string[]> {
  const { rules: { needs: [, rooms], stepMinutes, leadMinutes, windowDays }, bookables, closures, now } = question;
  const step = (stepMinutes || 60) * MINUTE_MS;
  const found = new Map<number, string[]>();
  const parts = new Map(bookables.map((one) => [one, partsOf(one, closures, begin)]));
  const can = (one: Bookable, need: Need, start: number): boolean => canServe(question, parts.get(one) ?? [], one, need, start);
  for (const person of bookables.filter(({ kind }) => kind === 'staff')) {
    const starts = new Set((parts.get(person) ?? []).flatMap(({ start, end }) => Array.from({ length: Math.ceil((end - start) / step) }, (_, index) => start + index * step)));
    for (const start of starts) {
      const isAllowed = start >= from && start < to && start > now && start >= now + leadMinutes * MINUTE_MS && (windowDays === 0 || start <= now + windowDays * DAY_MS);
      if (!isAllowed || !can(person, SOMEBODY, start)) continue;
      const hasRooms = !rooms || bookables.filter((one) => one.kind === 'room' && can(one, rooms, start)).length >= rooms.count;
      if (hasRooms) found.set(start, [...(found.get(start) ?? []), person.id]);
    }
  }
  return found;
}

describe('availability, against reading the schedule aloud', function () {
  this.timeout(30_000);

  it('is the same wherever clocks change, over midnight, with rules that hold for a while, for people in several zones', () => {
    let listed = 0;
    fc.assert(
      fc.property(week, fc.integer({ min: 0, max: 5 * 96 }), fc.integer({ min: 1, max: 4 * 96 }), (asked, quarter, quarters) => {
        const question = questionOf(asked);
        const from = asked.begin + quarter * 15 * MINUTE_MS;
        const to = from + quarters * 15 * MINUTE_MS;
        const expected = naive(question, asked.begin, from, to);
        const times = openTimes(question, from, to);
        listed += times.length;
        expect(times.map(({ start, by }) => [new Date(start).toISOString(), by.map(({ id }) => id)])).to.deep.equal(
          [...expected].toSorted(([a], [b]) => a - b).map(([start, by]) => [new Date(start).toISOString(), by]));
        for (const { start } of times.slice(0, 5)) expect(explain(question, start).reasons).to.deep.equal([]);
        const [other] = question.bookables.filter(({ kind }) => kind === 'staff').flatMap((person) => partsOf(person, question.closures, asked.begin)).filter(({ start }) => start >= from && start < to && !expected.has(start));
        if (other) expect(explain(question, other.start).reasons).to.not.deep.equal([]);
      }),
      { numRuns: 500 },
    );
    expect(listed).to.be.above(500);
  });
});
