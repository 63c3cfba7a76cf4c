import { expect } from 'chai';
import { emptyState, type BookingState } from './booking.ts';
import { cancel } from './cancel.ts';
import { claim, confirm } from './claim.ts';
import { money } from '../../runtime/money.ts';
import { after, CUSTOMER, dateOf, exampleOffering, held, minutesAfter, NOW, refusalOf, STAFF, START, stateOf } from './example-booking.ts';
import { hold } from './hold.ts';
import { nextWaiter, type WaitlistState } from './offer.ts';
import { placesLeft, type Session } from './place.ts';
import { reschedule } from './reschedule.ts';
import { cancelSession } from './session-cancel.ts';
import { evolveSessions, move, resize } from './session.ts';
import { dissolve, evolveWaitlist, join, type Waitlist, type WaitlistEntry } from './waitlist.ts';

const act = { actor: 'admin', time: NOW, reason: 'Storm' };

function cancelled(session: Session): Session {
  const decision = cancelSession(session, act);
  if ('rejection' in decision) throw new Error(decision.rejection.reason);
  return decision.events.reduce(evolveSessions, new Map()).get(session.id) ?? session;
}

/** The state with tonight's date cancelled. */
function off(state: BookingState): BookingState {
  const tonight = state.sessions.get('tonight');
  return tonight ? { ...state, sessions: new Map(state.sessions).set('tonight', cancelled(tonight)) } : state;
}

const entry = (id: string, more: Partial<WaitlistEntry> = {}): WaitlistEntry => ({
  id, number: 1, party: 1, customer: { id: `of-${id}`, name: '', email: '', phone: '' }, traceId: '', status: 'waiting', offerExpires: undefined, joined: NOW, history: [], ...more,
});

describe('a session that is cancelled', () => {
  const payment = { id: 'payment', amount: money(4500, 'EUR'), methodLabel: 'Visa', captured: NOW };

  it('lets nobody in, neither by a hold nor by a move, though it has places', () => {
    const wanted = {
      bookingId: 'new', claimId: 'c', code: 'CODE', offering: exampleOffering, place: { kind: 'session', sessionId: 'tonight', partySize: 1 }, expectedTotal: undefined,
      customer: { id: 'customer', name: '', email: '', phone: '' }, checkout: 'self', note: '', traceId: '', attribution: {},
    } as const;
    const tonight = cancelled(dateOf('tonight', 0));
    expect(refusalOf(hold({ ...emptyState, sessions: new Map([['tonight', tonight]]) }, wanted, NOW))).to.equal('SLOT_NOT_OFFERED');
    expect(placesLeft(tonight)).to.equal(0);
    const elsewhere = stateOf(held());
    const tomorrow = cancelled(elsewhere.sessions.get('tomorrow') ?? expect.fail());
    const target = { offering: exampleOffering, claimId: 'c', place: { ...wanted.place, sessionId: 'tomorrow' }, expectedTotal: undefined };
    expect(refusalOf(reschedule({ ...elsewhere, sessions: new Map(elsewhere.sessions).set('tomorrow', tomorrow) }, target, CUSTOMER, NOW))).to.equal('SLOT_NOT_OFFERED');
  });

  it('takes no payment any more: neither for what is held, nor for a hold that ran out', () => {
    const told = (state: BookingState) => {
      const decision = claim(state, 'payment', 'again', NOW);
      return 'events' in decision ? decision.events.map(({ type }) => type) : [];
    };
    expect(told(stateOf(held()))).to.deep.equal(['claimed']);
    expect(told(off(stateOf(held())))).to.deep.equal(['claimRejected']);
    expect(told(off(stateOf(held({ status: 'expired' }))))).to.deep.equal(['claimRejected']);
    const captured = confirm(off(stateOf(held())), payment, 'again', NOW);
    expect('events' in captured && captured.events.map(({ type }) => type)).to.deep.equal(['claimRejected']);
  });

  it('confirms what was being paid, which is then cancelled with everything back', () => {
    const paying = held({ hold: { fence: 1n, expires: minutesAfter(NOW, 15), claimed: true, minutes: 15, extensions: 0 } });
    expect(refusalOf(cancel(off(stateOf(paying)), STAFF, NOW))).to.equal('PAYMENT_IN_PROGRESS');
    const paid = after(off(stateOf(paying)), confirm(off(stateOf(paying)), payment, 'again', NOW));
    const over = after(paid, cancel(paid, STAFF, minutesAfter(START, -10)));
    expect([over.booking.status, over.booking.refund]).to.deep.equal(['cancelled', money(4500, 'EUR')]);
    expect(placesLeft(over.sessions.get('tonight') ?? expect.fail())).to.equal(0);
  });

  it('is neither changed nor cancelled again, and none that has begun is', () => {
    const tonight = cancelled(dateOf('tonight', 0));
    for (const decision of [resize(tonight, 9), move(tonight, '2027-03-11T19:30'), cancelSession(tonight, act)]) expect('rejection' in decision && decision.rejection.reason).to.equal('SESSION_CANCELLED');
    const begun = cancelSession(dateOf('tonight', 0), { ...act, time: START });
    expect('rejection' in begun && begun.rejection.reason).to.equal('ALREADY_BEGUN');
  });

  it('keeps nobody waiting: no offers, no newcomers, and the list ends', () => {
    const tonight = cancelled({ ...dateOf('tonight', 0), waitingParty: 1 });
    const waitlist: Waitlist = { id: 'tonight', entries: [entry('first'), entry('second', { status: 'offered', number: 2 })] };
    const state: WaitlistState = { ...emptyState, waitlist, offering: exampleOffering, rules: undefined, lists: ['tonight'], sessions: new Map([['tonight', tonight]]) };
    expect(nextWaiter(state, NOW)).to.equal(undefined);
    const joined = join(waitlist, tonight, { id: 'third', party: 1, customer: { id: 'eva', name: '', email: '', phone: '' }, traceId: '', published: true }, NOW);
    expect('rejection' in joined && joined.rejection.reason).to.equal('SLOT_NOT_OFFERED');
    const ended = dissolve(waitlist, act).events.reduce(evolveWaitlist, waitlist);
    expect(ended.entries.map(({ status }) => status)).to.deep.equal(['expired', 'offered']);
  });
});
