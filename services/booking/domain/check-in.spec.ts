import { expect } from 'chai';
import type { Booking } from './booking.ts';
import { checkIn, checkInWindow } from './check-in.ts';
import { after, exampleBooking, held, minutesAfter, refusalOf, STAFF, START, stateOf } from './example-booking.ts';
import { timeFrom } from './local-time.ts';

describe('checking in', () => {
  const booking = exampleBooking();
  const trying = (more: Partial<Booking> = {}, now = START) => refusalOf(checkIn(stateOf(exampleBooking(more)), 1n, STAFF, now));

  it('notes when and by whom, once', () => {
    const once = after(stateOf(booking), checkIn(stateOf(booking), 1n, STAFF, START));
    expect(once.booking.checkedIn).to.deep.equal(START);
    expect(once.booking.history.at(-1)).to.deep.include({ change: 'checked_in', actor: 'staff' });
    expect(checkIn(once, 1n, STAFF, minutesAfter(START, 5))).to.deep.equal({ events: [] });
  });

  it('is open on the local day, until it counts as completed', () => {
    expect(checkInWindow(booking)).to.deep.equal({ opens: new Date('2027-03-10T00:00:00Z'), closes: new Date('2027-03-10T21:30:00Z') });
    // Tokyo's day has begun nine hours before Lisbon's; at half past midnight people come on the evening before.
    const night = { time: timeFrom(new Date('2027-03-10T15:30:00Z'), 60, 'Asia/Tokyo') };
    expect(checkInWindow(night).opens).to.deep.equal(new Date('2027-03-10T12:30:00Z'));
  });

  it('refuses the day before, and what is over', () => {
    expect(trying({}, new Date('2027-03-09T23:59:59Z'))).to.equal('CHECK_IN_NOT_OPEN');
    expect(trying({}, new Date('2027-03-10T21:30:00Z'))).to.equal('CHECK_IN_CLOSED');
  });

  it('refuses what was cancelled, is not paid, or has been moved since the code was made', () => {
    expect(trying({ status: 'cancelled' })).to.equal('ALREADY_ENDED');
    expect(trying({ status: 'no_show' })).to.equal('ALREADY_OVER');
    expect(trying({ ...held() })).to.equal('NOT_CONFIRMED');
    expect(trying({ hold: { ...booking.hold, fence: 2n } })).to.equal('CHECK_IN_TOKEN_OUTDATED');
    const moved = exampleBooking({ hold: { ...booking.hold, fence: 2n } });
    expect(refusalOf(checkIn(stateOf(moved), undefined, STAFF, START))).to.equal('none');
  });
});
