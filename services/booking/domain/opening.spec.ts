import { expect } from 'chai';
import fc from 'fast-check';
import { openingOf, stretchesOf, type OpenStretch } from './opening.ts';
import type { Closure, Schedule, WeeklyRule } from './schedule.ts';
import { renderTimeParts } from '../../runtime/wall-time.ts';
import { allClockChanges, ZONES } from '../test/clock-changes.ts';
import { timeAtLocal, timeFrom } from './local-time.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const LISBON = 'Europe/Lisbon';
const at = (time: string): number => Date.parse(`${time}Z`);
const iso = ({ start, end }: { start: number; end: number }): string => `${new Date(start).toISOString().slice(0, 16)} ${new Date(end).toISOString().slice(0, 16)}`;
const schedule = (weekly: readonly WeeklyRule[], overrides: Schedule['overrides'] = [], timeZone = LISBON): Schedule => ({ timeZone, weekly, overrides });
const setters = (stretches: readonly OpenStretch[]) => stretches.flatMap(({ parts }) => parts.map(({ by }) => (by.kind === 'weekly' ? by.rule : by.date)));

/** Monday 2026-06-01 to Sunday, Lisbon an hour ahead of UTC. */
const WEEK = [at('2026-06-01T00:00'), at('2026-06-08T00:00')] as const;

describe('what a schedule opens', () => {
  it('are its weekly rules, within their dates', () => {
    const rules = schedule([
      { day: 1, start: '09:00', end: '17:00' },
      { day: 2, start: '09:00', end: '12:00', from: '2026-06-02' },
      { day: 3, start: '09:00', end: '12:00', from: '2026-06-04' },
      { day: 4, start: '09:00', end: '12:00', until: '2026-06-04' },
      { day: 5, start: '09:00', end: '12:00', until: '2026-06-04' },
    ]);
    const open = stretchesOf(rules, [], ...WEEK);
    expect(open.map(iso)).to.deep.equal(['2026-06-01T08:00 2026-06-01T16:00', '2026-06-02T08:00 2026-06-02T11:00', '2026-06-04T08:00 2026-06-04T11:00']);
    expect(setters(open)).to.deep.equal([0, 1, 3]);
  });

  it('are joined where they touch, over midnight too, and each part says what set it', () => {
    const rules = schedule([
      { day: 1, start: '20:00', end: '24:00' },
      { day: 2, start: '00:00', end: '02:00' },
      { day: 2, start: '12:00', end: '15:00' },
      { day: 2, start: '09:00', end: '12:00' },
    ]);
    const open = stretchesOf(rules, [], ...WEEK);
    expect(open.map(iso)).to.deep.equal(['2026-06-01T19:00 2026-06-02T01:00', '2026-06-02T08:00 2026-06-02T14:00']);
    expect(open.map(({ parts }) => setters([{ start: 0, end: 0, parts }]))).to.deep.equal([[0, 1], [3, 2]]);
  });

  it('is replaced by the override of a date, and that by a closure', () => {
    const rules = schedule(
      [{ day: 1, start: '09:00', end: '17:00' }, { day: 2, start: '09:00', end: '17:00' }],
      [
        { date: '2026-06-01', hours: [{ start: '10:00', end: '11:00' }], reason: 'inventory' },
        { date: '2026-06-02', hours: [], reason: 'day off' },
        { date: '2026-06-03', hours: [{ start: '10:00', end: '11:00' }], reason: 'open day' },
      ],
    );
    const closed: Closure = { id: 'c', from: '2026-06-03', until: '2026-06-04', reason: 'Corpus Christi' };
    const { open, shut } = openingOf(rules, [closed], ...WEEK);
    expect(open.map(iso)).to.deep.equal(['2026-06-01T09:00 2026-06-01T10:00']);
    expect(setters(open)).to.deep.equal(['2026-06-01']);
    expect(shut.map(({ date, by }) => [date, by.kind, by.reason])).to.deep.equal([
      ['2026-06-02', 'override', 'day off'],
      ['2026-06-03', 'closure', 'Corpus Christi'],
      ['2026-06-04', 'closure', 'Corpus Christi'],
    ]);
  });

  it('is what a person expects when the clock moves', () => {
    const nights = schedule([{ day: 7, start: '00:00', end: '03:00' }, { day: 7, start: '01:15', end: '01:45' }]);
    const inGap = schedule([{ day: 7, start: '01:15', end: '02:10' }]);
    // On 2026-03-29 the clock jumps from 01:00 to 02:00, on 2026-10-25 it goes back from 02:00 to 01:00.
    expect(stretchesOf(nights, [], at('2026-03-29T00:00'), at('2026-03-30T00:00')).map(iso)).to.deep.equal(['2026-03-29T00:00 2026-03-29T02:00']);
    expect(stretchesOf(inGap, [], at('2026-03-29T00:00'), at('2026-03-30T00:00')).map(iso)).to.deep.equal([]);
    expect(stretchesOf(nights, [], at('2026-10-24T22:00'), at('2026-10-25T22:00')).map(iso)).to.deep.equal(['2026-10-24T23:00 2026-10-25T03:00']);
  });

  it('does not depend on the span that was asked for', () => {
    const always = schedule([1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '00:00', end: '24:00' })));
    const parts = (from: number, to: number) => stretchesOf(always, [], from, to).flatMap((each) => each.parts).filter(({ start }) => start >= from && start < to);
    const [from, to] = WEEK;
    expect(parts(from + 5 * 3_600_000, to)).to.deep.equal(parts(from, to).filter(({ start }) => start >= from + 5 * 3_600_000));
  });

  it('is shown at the time of day that its rules say, around every change of the clock in every zone', function () {
    this.timeout(60_000);
    const hours = Array.from({ length: 24 }, (_, hour) => clock(2 * hour));
    const hourly = [1, 2, 3, 4, 5, 6, 7].flatMap((day) => hours.map((start) => ({ day, start, end: `${start.slice(0, 3)}45` })));
    for (const [zone, change] of allClockChanges()) {
      const open = stretchesOf(schedule(hourly, [], zone), [], change - 2 * HOUR, change + 2 * HOUR).flatMap(({ parts }) => parts);
      for (const { start, by } of open) {
        const time = timeFrom(new Date(start), 30, zone);
        const meant = by.kind === 'weekly' ? hourly[by.rule]?.start : undefined;
        const skipped = time.localStart.slice(11) !== meant && (isSkipped(`${time.localStart.slice(0, 10)}T${meant}`, start, zone) || isSkipped(`${dayBefore(time.localStart)}T${meant}`, start, zone));
        if (!skipped) expect(time.localStart.slice(11), zone).to.equal(meant);
        expect(renderTimeParts(time, 'en-GB').hours, zone).to.match(new RegExp(`^${time.localStart.slice(11)}`));
      }
      // In Antarctica/Troll the clock is moved by two hours.
      expect(open.length, zone).to.be.within(2, 7);
    }
  });

  it('is never closed when it always is open, whatever the clock does', () => {
    const always = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '00:00', end: '24:00' }));
    for (const [zone, change] of allClockChanges()) {
      const open = stretchesOf(schedule(always, [], zone), [], change - DAY, change + DAY);
      expect(open, zone).to.have.length(1);
      expect(open.every(({ start, end }) => start <= change - DAY && end >= change + DAY), zone).to.equal(true);
    }
  });

  it('is every minute that wall clock and rules allow, in any zone', () => {
    const rule = fc.record({ day: fc.integer({ min: 1, max: 7 }), from: fc.integer({ min: 0, max: 46 }), length: fc.integer({ min: 1, max: 8 }) });
    const zones = fc.constantFrom(...ZONES);
    const day = fc.integer({ min: 0, max: 729 });
    fc.assert(
      fc.property(zones, fc.array(rule, { maxLength: 4 }), day, (timeZone, rules, offset) => {
        const weekly = rules.map(({ day: weekday, from, length }) => ({ day: weekday, start: clock(from), end: clock(Math.min(48, from + length)) }));
        const from = at('2026-01-01T00:00') + offset * 86_400_000;
        const open = stretchesOf(schedule(weekly, [], timeZone), [], from, from + 86_400_000);
        for (let half = from; half < from + 86_400_000; half += 900_000) {
          expect(open.some(({ start, end }) => start <= half && half < end), new Date(half).toISOString()).to.equal(openSlowly(weekly, timeZone, half));
        }
      }),
      { numRuns: 60 },
    );
  });
});

const dayBefore = (wallTime: string): string => new Date(Date.parse(`${wallTime.slice(0, 10)}T00:00Z`) - DAY).toISOString().slice(0, 10);

/** True when the clock skips the wall time, so that it means this instant. */
const isSkipped = (wallTime: string, instant: number, zone: string): boolean => {
  const time = timeAtLocal(wallTime, 0, zone);
  return time?.start.getTime() === instant && time.localStart !== wallTime;
};

const clock = (halfHours: number): string => `${String(Math.floor(halfHours / 2)).padStart(2, '0')}:${halfHours % 2 === 0 ? '00' : '30'}`;

/** The same, straight from the words of the rules: some rule of some date near the instant spans it. */
function openSlowly(weekly: readonly WeeklyRule[], timeZone: string, instant: number): boolean {
  return [-2, -1, 0, 1, 2].some((days) => {
    const midnight = new Date(instant + days * 86_400_000).toISOString().slice(0, 10);
    const weekday = new Date(`${midnight}T00:00Z`).getUTCDay() || 7;
    return weekly.some((rule) => rule.day === weekday && wall(midnight, rule.start, timeZone) <= instant && instant < wall(midnight, rule.end, timeZone));
  });
}

function wall(date: string, time: string, timeZone: string): number {
  const next = new Date(Date.parse(`${date}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return timeAtLocal(time === '24:00' ? `${next}T00:00` : `${date}T${time}`, 1, timeZone)?.start.getTime() ?? Number.NaN;
}
