import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { answerOf } from './answer.ts';
import { nextChange } from './next-change.ts';

const now = new Date('2027-03-01T09:00:00Z');
const at = (time: string) => ({ time: { startTime: timestampFromDate(new Date(`2027-03-01T${time}Z`)), localStart: `2027-03-01T${time.slice(0, 5)}` } });
const slots = answerOf([at('10:00:00'), at('11:00:00')]);
const next = (rules: { leadMinutes?: number; windowDays?: number }, answer = slots): string | undefined =>
  nextChange(answer, { leadMinutes: 0, windowDays: 0, ...rules }, now)?.toISOString().slice(11);

describe('the next change by time alone', () => {
  it('is when the earliest slot begins', () => {
    expect(next({})).to.equal('10:00:00.000Z');
  });

  it('is right after the last instant at which it can be booked, with a lead time', () => {
    expect(next({ leadMinutes: 30 })).to.equal('09:30:00.001Z');
  });

  it('is soon, when the booking window moves on', () => {
    expect(next({ windowDays: 7 })).to.equal('09:00:15.000Z');
    expect(next({ windowDays: 7 }, answerOf([]))).to.equal('09:00:15.000Z');
  });

  it('never comes when there is nothing that time could take away', () => {
    expect(next({}, answerOf([]))).to.equal(undefined);
  });
});
