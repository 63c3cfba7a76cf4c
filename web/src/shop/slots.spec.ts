import { SlotSchema } from '@berth/sdk/browser';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { byDay, doubledTimes, placeOf, servedBy, slotId } from './slots.ts';

const slot = (start: string, localStart: string, more: object = {}) => create(SlotSchema, { time: { startTime: timestampFromDate(new Date(start)), localStart }, ...more });

describe('slots', () => {
  it('stand under their local day, whatever day it is elsewhere', () => {
    const slots = [slot('2026-10-09T22:30:00Z', '2026-10-09T23:30'), slot('2026-10-09T23:30:00Z', '2026-10-10T00:30')];
    expect([...byDay(slots)].map(([day, { length }]) => [day, length])).to.deep.equal([
      ['2026-10-09', 1],
      ['2026-10-10', 1],
    ]);
  });

  it('have an address of their own', () => {
    expect(slotId(slot('2026-10-09T22:30:00Z', ''))).to.equal('2026-10-09T22:30:00.000Z');
    expect(slotId(slot('2026-10-09T22:30:00Z', '', { sessionId: 'ses_1' }))).to.equal('ses_1');
  });

  it('are told apart when the clock is set back', () => {
    const slots = [slot('2026-10-25T00:30:00Z', '2026-10-25T01:30'), slot('2026-10-25T01:30:00Z', '2026-10-25T01:30'), slot('2026-10-25T02:30:00Z', '2026-10-25T02:30')];
    expect([...doubledTimes(slots)]).to.deep.equal(['2026-10-25T01:30']);
    const sessions = [slot('2026-10-25T02:30:00Z', '2026-10-25T02:30', { sessionId: 'ses_1' }), slot('2026-10-25T02:30:00Z', '2026-10-25T02:30', { sessionId: 'ses_2' })];
    expect([...doubledTimes(sessions)]).to.deep.equal([]);
  });

  it('can be narrowed to a member of staff', () => {
    const slots = [slot('2026-10-09T22:30:00Z', 'a', { staffIds: ['stf_1', 'stf_2'] }), slot('2026-10-09T22:30:00Z', 'b', { staffIds: ['stf_2'] })];
    expect([servedBy(slots, 'stf_1').length, servedBy(slots, '').length]).to.deep.equal([1, 2]);
  });

  it('become what a booking takes', () => {
    expect(placeOf(slot('2026-10-09T22:30:00Z', '', { sessionId: 'ses_1' }), '')).to.deep.equal({ case: 'sessionId', value: 'ses_1' });
    const staff = slot('2026-10-09T22:30:00Z', '');
    expect(placeOf(staff, 'stf_1')).to.deep.equal({ case: 'slot', value: { startTime: staff.time?.startTime, staffId: 'stf_1' } });
  });
});
