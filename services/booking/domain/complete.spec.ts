import { expect } from 'chai';
import { complete, completionOf, markNoShow } from './complete.ts';
import { after, exampleBooking, held, minutesAfter, refusalOf, STAFF, START, stateOf } from './example-booking.ts';

describe('a booking whose time has come', () => {
  const state = stateOf(exampleBooking());
  const over = completionOf(exampleBooking());

  it('is completed an hour after its end, not before, and only when it is confirmed', () => {
    expect(over).to.deep.equal(minutesAfter(START, 120));
    expect(after(state, complete(state, minutesAfter(over, -1))).booking.status).to.equal('confirmed');
    expect(after(state, complete(state, over)).booking.status).to.equal('completed');
    for (const status of ['cancelled', 'no_show', 'pending'] as const) {
      const other = stateOf(exampleBooking({ status }));
      expect(after(other, complete(other, over)).booking.status).to.equal(status);
    }
  });

  it('becomes a no-show after the start, until seven days after its completion', () => {
    expect(refusalOf(markNoShow(state, STAFF, minutesAfter(START, -1)))).to.equal('NOT_BEGUN');
    expect(after(state, markNoShow(state, STAFF, START)).booking).to.deep.include({ status: 'no_show', reason: 'Storm' });
    const completed = after(state, complete(state, over));
    expect(refusalOf(markNoShow(completed, STAFF, minutesAfter(over, 7 * 1440)))).to.equal('none');
    expect(refusalOf(markNoShow(completed, STAFF, minutesAfter(over, 7 * 1440 + 1)))).to.equal('TOO_LATE_FOR_NO_SHOW');
  });

  it('is no no-show when it ended, was never confirmed, is one already, or someone came', () => {
    const marking = (booking = exampleBooking()) => refusalOf(markNoShow(stateOf(booking), STAFF, START));
    expect(marking(exampleBooking({ status: 'cancelled' }))).to.equal('NOT_CONFIRMED');
    expect(marking(held())).to.equal('NOT_CONFIRMED');
    expect(marking(exampleBooking({ status: 'no_show' }))).to.equal('ALREADY_NO_SHOW');
    expect(marking(exampleBooking({ checkedIn: START }))).to.equal('CHECKED_IN');
  });
});
