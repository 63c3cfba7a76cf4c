import { expect } from 'chai';
import fc from 'fast-check';
import { timeAtLocal } from './local-time.ts';
import { startsOf, type Recurrence } from './recurrence.ts';

const recurrence = (rule: string, change: Partial<Recurrence> = {}): Recurrence => ({ rule, localStart: '2026-03-02T19:30', timeZone: 'Europe/Lisbon', excluded: [], ...change });
const starts = (rule: string, change?: Partial<Recurrence>): readonly string[] => {
  const found = startsOf(recurrence(rule, change));
  if ('problem' in found) throw new Error(found.problem);
  return found.starts;
};
const dates = (rule: string, change?: Partial<Recurrence>): string[] => starts(rule, change).map((start) => start.slice(0, 10));
const problem = (rule: string, change?: Partial<Recurrence>): string => {
  const found = startsOf(recurrence(rule, change));
  return 'problem' in found ? found.problem : '';
};

describe('a recurring session', () => {
  it('has the dates that its rule says', () => {
    expect(dates('FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4')).to.deep.equal(['2026-03-02', '2026-03-04', '2026-03-09', '2026-03-11']);
    expect(dates('FREQ=WEEKLY;INTERVAL=2;COUNT=3')).to.deep.equal(['2026-03-02', '2026-03-16', '2026-03-30']);
    expect(dates('FREQ=MONTHLY;BYDAY=-1FR;COUNT=3')).to.deep.equal(['2026-03-27', '2026-04-24', '2026-05-29']);
    expect(dates('FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3')).to.deep.equal(['2026-03-31', '2026-05-31', '2026-07-31']);
  });

  it('ends where UNTIL says: on that date, or at that instant', () => {
    expect(dates('FREQ=DAILY;UNTIL=20260304')).to.deep.equal(['2026-03-02', '2026-03-03', '2026-03-04']);
    // 19:30 in New York is 00:30 of the next day in UTC.
    const late = { timeZone: 'America/New_York' };
    expect(dates('FREQ=DAILY;UNTIL=20260304T003000Z', late)).to.deep.equal(['2026-03-02', '2026-03-03']);
    expect(dates('FREQ=DAILY;UNTIL=20260304T002900Z', late)).to.deep.equal(['2026-03-02']);
    expect(dates('FREQ=DAILY;UNTIL=20260304T193000', late)).to.deep.equal(['2026-03-02', '2026-03-03', '2026-03-04']);
  });

  it('leaves out the dates that are excluded', () => {
    expect(dates('FREQ=DAILY;COUNT=3', { excluded: ['2026-03-03', '2026-12-24'] })).to.deep.equal(['2026-03-02', '2026-03-04']);
    expect(problem('FREQ=DAILY;COUNT=1', { excluded: ['2026-03-02'] })).to.match(/at least one date/);
    expect(problem('FREQ=DAILY;COUNT=1', { excluded: ['2026-02-30'] })).to.match(/2026-02-30 is none/);
  });

  // From four o'clock on: no zone skips a later hour.
  it('keeps its time of day over every change of the clock, in every zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), fc.integer({ min: 4, max: 22 }), (timeZone, hour) => {
        const time = `${String(hour).padStart(2, '0')}:30`;
        const found = starts('FREQ=WEEKLY;COUNT=110', { timeZone, localStart: `2026-01-04T${time}` });
        expect(found.map((start) => timeAtLocal(start, 60, timeZone)?.localStart.slice(11))).to.deep.equal(Array.from({ length: 110 }, () => time));
      }),
      { numRuns: 40 },
    );
  });

  it('is refused when it never ends, or not soon enough', () => {
    expect(problem('FREQ=WEEKLY')).to.match(/must end/);
    expect(problem('FREQ=WEEKLY;COUNT=3;UNTIL=20270101')).to.match(/must end/);
    expect(problem('FREQ=DAILY;COUNT=501')).to.match(/COUNT=501/);
    expect(problem('FREQ=DAILY;UNTIL=20290101')).to.match(/at most 500 dates/);
    expect(problem('FREQ=YEARLY;COUNT=7')).to.match(/within 5 years/);
    expect(problem('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3')).to.match(/within 5 years/);
    expect(dates('FREQ=YEARLY;COUNT=6')).to.have.length(6);
  });

  it('is refused when no date can ever fit', () => {
    expect(problem('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3')).to.match(/must have dates/);
    expect(problem('FREQ=DAILY;BYSETPOS=300;COUNT=3')).to.match(/must have dates/);
    expect(problem('FREQ=DAILY;UNTIL=20200101')).to.match(/at least one date/);
    expect(problem('FREQ=DAILY;UNTIL=20260231')).to.match(/must have dates/);
  });

  it('is refused when a part cannot be read, rather than guessed', () => {
    const wrong = [
      '', 'weekly', 'FREQ', 'FREQ=HOURLY;COUNT=3', 'FREQ=SECONDLY;COUNT=3', 'COUNT=3', 'FREQ=DAILY;COUNT=0', 'FREQ=DAILY;COUNT=-1', 'FREQ=DAILY;COUNT=1e2',
      'FREQ=DAILY;INTERVAL=0;COUNT=2', 'FREQ=WEEKLY;BYDAY=XX;COUNT=2', 'FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2', 'FREQ=MONTHLY;BYMONTHDAY=0;COUNT=2',
      'FREQ=DAILY;BYHOUR=25;COUNT=2', 'FREQ=DAILY;COUNT=2;FOO=1', 'FREQ=DAILY;COUNT=2;COUNT=3', 'RRULE:FREQ=DAILY;COUNT=2', 'FREQ=DAILY;COUNT=2;',
      'FREQ=DAILY;COUNT=2\nEXDATE:20260302T193000Z', 'FREQ=DAILY;UNTIL=soon', 'FREQ=DAILY;UNTIL=20269999T999999Z', 'FREQ=DAILY=WEEKLY;COUNT=2', '__proto__=1', 'toString=1',
    ];
    for (const rule of wrong) expect(problem(rule), rule).to.not.equal('');
  });
});
