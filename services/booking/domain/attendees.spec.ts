import { expect } from 'chai';
import { changeAttendees } from './attendees.ts';
import { after, CUSTOMER, exampleBooking, minutesAfter, NOW, refusalOf, STAFF, START, stateOf } from './example-booking.ts';

const named = (...names: readonly string[]) => names.map((name) => ({ name, email: '', note: '' }));

describe('who comes along', () => {
  const booking = exampleBooking({ place: { kind: 'session', sessionId: 'tonight', partySize: 2, lanes: [0, 1] } });
  const state = stateOf(booking);

  it('is replaced as a whole and noted without names', () => {
    const { booking: changed } = after(state, changeAttendees(state, named('Rui', 'Inês'), CUSTOMER, NOW));
    expect(changed.attendees.map(({ name }) => name)).to.deep.equal(['Rui', 'Inês']);
    expect(changed.history.at(-1)).to.deep.include({ change: 'attendees', detail: '2 named' });
  });

  it('is never more people than places', () => {
    expect(refusalOf(changeAttendees(state, named('a', 'b', 'c'), STAFF, NOW))).to.equal('TOO_MANY_ATTENDEES');
  });

  it('is the customer’s to say until it begins, and nobody’s once it has ended', () => {
    expect(refusalOf(changeAttendees(state, named('Rui'), CUSTOMER, minutesAfter(START, -1)))).to.equal('none');
    expect(refusalOf(changeAttendees(state, named('Rui'), CUSTOMER, START))).to.equal('ALREADY_BEGUN');
    expect(refusalOf(changeAttendees(state, named('Rui'), STAFF, START))).to.equal('none');
    expect(refusalOf(changeAttendees(stateOf({ ...booking, status: 'cancelled' }), named('Rui'), STAFF, NOW))).to.equal('ALREADY_ENDED');
  });
});
