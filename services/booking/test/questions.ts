/** Random questions: schedules in several zones, closures, rules and bookings, small enough that every rule says no now and then. */
import fc from 'fast-check';
import { money } from '../../runtime/money.ts';
import type { Offering } from '../domain/offering.ts';
import type { Stretch } from '../domain/opening.ts';
import { defaultRules, type BookingRules, type Limit, type Need } from '../domain/rules.ts';
import type { Bookable, Closure, DateOverride, Schedule, WeeklyRule } from '../domain/schedule.ts';
import { assign } from '../domain/availability/assignment.ts';
import { boardOf, freeAt, unitsOf } from '../domain/availability/board.ts';
import { openTimes } from '../domain/availability/list.ts';
import { noClasses, type ClassTime, type Question } from '../domain/availability/question.ts';

const MINUTE_MS = 60_000;
/** A week with a change of the clock in Lisbon and Berlin, seen from its Monday. */
export const BEGIN = Date.UTC(2027, 2, 22);
export const END = BEGIN + 7 * 86_400_000;

export const fitting: Offering = {
  id: 'fitting', kind: 'appointment', title: 'Fitting', place: '', price: money(2000, 'EUR'), durationMinutes: 60, timeZone: 'Europe/Lisbon',
  capacity: 1, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true, variants: [], addOns: [],
};

/** A question to change in tests: one member of staff, on Mondays from 9 to 12. */
export const plainQuestion = (more: Partial<Question> = {}): Question => ({
  offering: fitting,
  rules: defaultRules('fitting'),
  durationMinutes: 60,
  extraMinutes: 0,
  bookables: [bookable('rui')],
  closures: [],
  busy: new Map(),
  classes: noClasses,
  counted: { byCustomer: [], byAll: [] },
  now: Date.UTC(2027, 0, 1),
  ...more,
});

export const bookable = (id: string, more: Partial<Bookable> = {}): Bookable => ({
  id, kind: 'staff', name: id, offeringIds: ['fitting'], skills: [],
  schedule: { timeZone: 'Europe/Lisbon', weekly: [{ day: 1, start: '09:00', end: '12:00' }], overrides: [] }, ...more,
});

const clock = (quarter: number): string => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
const date = fc.integer({ min: 22, max: 28 }).map((day) => `2027-03-${day}`);
const hours = fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 40 })).map(([start, length]) => ({ start: clock(start), end: clock(Math.min(96, start + length)) }));
const weekly: fc.Arbitrary<WeeklyRule> = fc.tuple(fc.integer({ min: 1, max: 7 }), hours).map(([day, span]) => ({ day, ...span }));
const override: fc.Arbitrary<DateOverride> = fc.record({ date, hours: fc.array(hours, { maxLength: 2 }), reason: fc.constant('Training') });

const schedule: fc.Arbitrary<Schedule> = fc.record({
  timeZone: fc.constantFrom('Europe/Lisbon', 'Europe/Berlin', 'America/New_York'),
  weekly: fc.array(weekly, { minLength: 5, maxLength: 14 }),
  overrides: fc.uniqueArray(override, { maxLength: 2, selector: (each) => each.date }),
});

const bookables = fc.array(
  fc.record({ kind: fc.constantFrom('staff', 'staff', 'room'), serves: fc.constantFrom(true, true, false), skilled: fc.boolean(), schedule }),
  { minLength: 1, maxLength: 5 },
).map((made) => made.map(({ kind, serves, skilled, schedule: when }, index): Bookable => ({
  id: `${kind}-${index}`, kind, name: `${kind} ${index}`, offeringIds: serves ? ['fitting'] : ['other'], skills: skilled ? ['sauna'] : [], schedule: when,
})));

const need: fc.Arbitrary<Need> = fc.record({
  kind: fc.constantFrom('staff', 'room'),
  count: fc.constantFrom(1, 1, 2),
  skills: fc.constantFrom([], [], ['sauna']),
  offsetMinutes: fc.constantFrom(0, 0, 15),
  minutes: fc.constantFrom(0, 0, 15),
});

const limit: fc.Arbitrary<Limit | undefined> = fc.option(fc.record({ max: fc.integer({ min: 1, max: 2 }), period: fc.constantFrom('day', 'week', 'month', 'ever') }), { nil: undefined, freq: 4 });

const rules: fc.Arbitrary<BookingRules> = fc.record({
  offeringId: fc.constant('fitting'),
  stepMinutes: fc.constantFrom(0, 0, 15, 45),
  bufferBeforeMinutes: fc.constantFrom(0, 10, 30),
  bufferAfterMinutes: fc.constantFrom(0, 0, 15, 45),
  leadMinutes: fc.constantFrom(0, 0, 60, 2_880),
  windowDays: fc.constantFrom(0, 0, 0, 3),
  durations: fc.constantFrom([], [30, 90]),
  needs: fc.oneof(fc.constant([]), fc.array(need, { maxLength: 3 })),
  capacity: fc.constantFrom(1, 1, 2, 3),
  perCustomer: limit,
  inTotal: limit,
  cancellationTiers: fc.constant([]),
});

const closure: fc.Arbitrary<Closure> = fc.tuple(date, date).map(([a, b]) => ({ id: `${a}/${b}`, from: a < b ? a : b, until: a < b ? b : a, reason: 'Holiday' }));

/** Claims that do not overlap: each begins after the one before has ended. */
const claims = fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 5, max: 120 })), { maxLength: 12 }).map((gaps) => {
  const taken: Stretch[] = [];
  for (const [gap, length] of gaps) {
    const start = (taken.at(-1)?.end ?? BEGIN) + gap * MINUTE_MS;
    taken.push({ start, end: start + length * MINUTE_MS });
  }
  return taken;
});

const instant = fc.integer({ min: 0, max: 7 * 96 }).map((quarter) => BEGIN + quarter * 15 * MINUTE_MS);

export const anyQuestion: fc.Arbitrary<Question> = fc
  .record({ bookables, rules, closures: fc.array(closure, { maxLength: 1 }), claims: fc.array(claims, { minLength: 5, maxLength: 5 }), now: instant,
    published: fc.constantFrom(true, true, true, true, false), chosenMinutes: fc.constantFrom(60, 60, 60, 30, 90), extraMinutes: fc.constantFrom(0, 0, 0, 15),
    byCustomer: fc.array(instant, { maxLength: 2 }), byAll: fc.array(instant, { maxLength: 3 }), begun: fc.array(fc.record({ nth: fc.nat({ max: 60 }), booked: fc.integer({ min: 1, max: 3 }) }), { maxLength: 3 }), asked: fc.constantFrom(undefined, undefined, undefined, 'staff-0') })
  .map(({ bookables: everyone, claims: taken, published, byCustomer, byAll, asked, now, chosenMinutes, begun, ...rest }) => begun.reduce<Question>(withClass, {
    ...rest,
    durationMinutes: chosenMinutes + rest.extraMinutes,
    offering: { ...fitting, published },
    bookables: everyone,
    busy: new Map(everyone.map(({ id }, index) => [id, taken[index] ?? []])),
    classes: noClasses,
    counted: { byCustomer, byAll },
    now: now - 4 * 86_400_000,
    askedId: asked,
  }));

/** The question with a time of its class that somebody has booked, where it has one that is free; what closes was not known then. */
function withClass(question: Question, { nth, booked }: { readonly nth: number; readonly booked: number }): Question {
  const before = { ...question, closures: [] };
  const times = question.rules.capacity === 1 ? [] : openTimes(before, BEGIN, END);
  const { start } = times[nth % Math.max(1, times.length)] ?? {};
  if (start === undefined) return question;
  const board = boardOf(before, start, start + 1);
  const units = board.parts.flatMap((part) => unitsOf(part, freeAt(board, part, start)));
  const serving = assign(units) ?? [];
  const busy = new Map(question.busy);
  for (const [index, { id }] of serving.entries()) {
    const { from = 0, to = 0 } = units[index] ?? {};
    busy.set(id, [...(busy.get(id) ?? []), { start: start + from, end: start + to }].toSorted((a, b) => a.start - b.start));
  }
  const begun: ClassTime = { start, end: start + question.durationMinutes * MINUTE_MS, booked, ids: serving.map(({ id }) => id) };
  return { ...question, busy, classes: new Map(question.classes).set(start, [...(question.classes.get(start) ?? []), begun]) };
}
