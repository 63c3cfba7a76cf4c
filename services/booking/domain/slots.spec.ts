import { expect } from 'chai';
import { money } from '../../runtime/money.ts';
import { localOf, timeAtLocal } from './local-time.ts';
import type { Offering } from './offering.ts';
import { staffSlots, workingAt, workingTimes } from './slots.ts';
import type { Bookable, Schedule } from './schedule.ts';

const offering: Offering = {
  id: 'o', kind: 'appointment', title: 'Fitting', place: '', price: money(2000, 'EUR'), durationMinutes: 60, timeZone: 'Europe/Lisbon',
  capacity: 1, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true,
};
const staff = (id: string, weekly: Schedule['weekly'], timeZone = 'Europe/Lisbon'): Bookable =>
  ({ id, kind: 'staff', name: id, offeringIds: ['o'], skills: [], schedule: { timeZone, weekly, overrides: [] } });
const monday = { day: 1, start: '09:00', end: '12:00' };
const span = { from: new Date('2027-03-08T00:00:00Z'), to: new Date('2027-03-09T00:00:00Z') };
const long = new Date('2027-01-01T00:00:00Z');

describe('slots', () => {
  it('fill each working stretch back to back', () => {
    const starts = workingTimes(staff('rui', [monday, { day: 1, start: '14:00', end: '15:30' }]), offering, span).map(({ start }) => localOf(start, 'Europe/Lisbon').slice(11));
    expect(starts).to.deep.equal(['09:00', '10:00', '11:00', '14:00']);
  });

  it('join the staff who are free at a time, and leave out who is not', () => {
    const claim = { id: 'c', bookingId: 'b', start: new Date('2027-03-08T10:30:00Z'), end: new Date('2027-03-08T11:30:00Z') };
    const slots = staffSlots(offering, [staff('rui', [monday]), staff('ines', [monday])], new Map([['rui', { id: 'rui', claims: [claim] }]]), span, long);
    expect(slots.map(({ time, staff: free }) => [time.localStart.slice(11), free.map(({ id }) => id).join()])).to.deep.equal([
      ['09:00', 'rui,ines'],
      ['10:00', 'ines'],
      ['11:00', 'ines'],
    ]);
  });

  it('are found for two months and many staff without holding up others', () => {
    const always = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '00:00', end: '23:59' }));
    const everyone = Array.from({ length: 40 }, (_, n) => staff(String(n), always));
    const begin = performance.now();
    expect(staffSlots({ ...offering, durationMinutes: 30 }, everyone, new Map(), { from: span.from, to: new Date(span.from.getTime() + 62 * 86_400_000) }, long)).to.have.length.above(2_900);
    expect(performance.now() - begin).to.be.below(1_000);
  });

  it('are none that have begun', () => {
    expect(staffSlots(offering, [staff('rui', [monday])], new Map(), span, new Date('2027-03-08T10:00:00Z'))).to.have.length(1);
  });

  it('keep the wall time of the hours over a change of the clock', () => {
    const sundays = { from: new Date('2027-03-21T00:00:00Z'), to: new Date('2027-04-04T00:00:00Z') };
    const times = workingTimes(staff('rui', [{ day: 7, start: '09:00', end: '10:00' }]), offering, sundays);
    expect(times.map(({ start }) => `${localOf(start, 'Europe/Lisbon')} ${start.toISOString().slice(11, 16)}`)).to.deep.equal(['2027-03-21T09:00 09:00', '2027-03-28T09:00 08:00']);
  });

  it('are found again by their exact start only', () => {
    const start = timeAtLocal('2027-03-08T10:00', 60, 'Europe/Lisbon')?.start ?? long;
    expect(workingAt(offering, [staff('rui', [monday])], start)).to.have.length(1);
    expect(workingAt(offering, [staff('rui', [monday])], new Date(start.getTime() + 60_000))).to.have.length(0);
  });
});

describe('a wall time', () => {
  it('moves forward by the gap when the clock skips it', () => {
    expect(timeAtLocal('2027-03-28T01:30', 60, 'Europe/Lisbon')?.localStart).to.equal('2027-03-28T02:30');
  });

  it('means the earlier instant when the clock shows it twice', () => {
    expect(timeAtLocal('2027-10-31T01:30', 60, 'Europe/Lisbon')?.start.toISOString()).to.equal('2027-10-31T00:30:00.000Z');
  });

  it('is none for dates that no calendar has', () => {
    expect(timeAtLocal('2027-02-30T10:00', 60, 'Europe/Lisbon')).to.equal(undefined);
  });
});
