import { timestampDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import fc from 'fast-check';
import { dayAfterKey, monthSpan, shiftMonth, weeksOf, weekStartOf } from './month.ts';

describe('months', () => {
  it('go on over the year', () => {
    expect([shiftMonth('2026-12', 1), shiftMonth('2026-01', -1), shiftMonth('2026-10', 15)]).to.deep.equal(['2027-01', '2025-12', '2028-01']);
  });

  it('span every instant that is in them somewhere on earth', () => {
    const span = monthSpan('2026-10');
    expect(timestampDate(span.fromTime).toISOString()).to.equal('2026-09-30T00:00:00.000Z');
    expect(timestampDate(span.toTime).toISOString()).to.equal('2026-11-02T00:00:00.000Z');
  });

  it('are laid out in weeks', () => {
    expect(weeksOf('2026-10', 1)[0]).to.deep.equal([undefined, undefined, undefined, '2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04']);
    expect(weeksOf('2026-10', 7)[0]?.[4]).to.equal('2026-10-01');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2400 }), fc.constantFrom(1, 7), (by, start) => {
        const month = shiftMonth('1900-01', by);
        const days = weeksOf(month, start).flat().filter((day) => day !== undefined);
        expect(new Set(days).size).to.equal(new Date(Date.parse(`${shiftMonth(month, 1)}-01T00:00Z`) - 1).getUTCDate());
        expect(weeksOf(month, start).every((week) => week.length === 7 && week.some((day) => day !== undefined))).to.equal(true);
      }),
    );
  });

  it('begin their weeks as the locale does', () => {
    expect([weekStartOf('en-GB'), weekStartOf('en-US'), weekStartOf('pt-PT')]).to.deep.equal([1, 7, 1]);
  });
});

describe('keys in a calendar', () => {
  const choices = ['2026-10-02', '2026-10-03', '2026-10-09', '2026-10-30'];
  const at = (key: string, day: string) => dayAfterKey(key, day, choices);

  it('go to the next day that can be chosen', () => {
    expect([at('ArrowRight', '2026-10-03'), at('ArrowLeft', '2026-10-09'), at('ArrowDown', '2026-10-02'), at('ArrowUp', '2026-10-30')]).to.deep.equal([
      '2026-10-09',
      '2026-10-03',
      '2026-10-09',
      '2026-10-09',
    ]);
  });

  it('stay inside', () => {
    expect([at('ArrowRight', '2026-10-30'), at('ArrowUp', '2026-10-02'), at('Home', '2026-10-09'), at('End', '2026-10-09')]).to.deep.equal([
      '2026-10-30',
      '2026-10-02',
      '2026-10-02',
      '2026-10-30',
    ]);
  });

  it('leave other keys alone', () => {
    expect(at('Enter', '2026-10-02')).to.equal(undefined);
  });
});
