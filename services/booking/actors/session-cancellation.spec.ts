import { expect } from 'chai';
import type { Part } from '../../runtime/actor/types.ts';
import { Reroute } from '../../runtime/actor/turn.ts';
import { newId } from '../../runtime/ids.ts';
import { fakeTurn } from '../../runtime/testing/fake-turn.ts';
import { createCheckInTokens } from '../check-in-token.ts';
import { createGlance } from '../db/glance.ts';
import type { Booking } from '../domain/booking.ts';
import { dateOf, exampleBooking, held, minutesAfter, NOW, START } from '../domain/example-booking.ts';
import { bookingKey, rosterKey, sessionKey } from '../keys.ts';
import { bookingActor } from './booking.actor.ts';
import { bookingReminders } from './booking-reminders.ts';
import { sessionCancellationActor } from './session-cancellation.actor.ts';

const sessionId = newId();
const bookings = bookingActor({ profileOf: () => expect.fail('nobody is asked'), offeringOf: () => expect.fail('nothing is asked'), checkInTokens: createCheckInTokens('test'), glance: createGlance() });
const inSession = (make: typeof held, more: Partial<Booking> = {}): Booking => make({ id: newId(), place: { kind: 'session', sessionId, partySize: 1, lanes: [0] }, ...more });
const date = (off: boolean): Part => [sessionKey(sessionId), { ...dateOf(sessionId, 0, 2), ...(off && { cancelled: { actor: 'admin', time: NOW, reason: 'Storm' } }) }];

/** What the reminder for the next few asks for, with these left in the session. */
function next(...left: readonly Booking[]) {
  const parts: readonly Part[] = [[rosterKey(sessionId), { id: sessionId, bookingIds: left.map(({ id }) => id) }], date(true), ...left.map((booking): Part => [bookingKey(booking.id), booking])];
  const { effects, events } = fakeTurn(sessionCancellationActor, { parts, now: NOW }, (turn) => sessionCancellationActor.reminders?.['cancelNext']?.(turn));
  return { cancelled: events.map(({ type }) => type), again: effects.filter(({ name }) => name === 'cancelNext').map(({ due }) => due) };
}

describe('the bookings of a cancelled session', () => {
  const paying = inSession(held, { hold: { fence: 1n, expires: minutesAfter(NOW, 15), claimed: true, minutes: 15, extensions: 0 } });

  it('are cancelled, and waited for only while they are being paid', () => {
    expect(next(inSession(exampleBooking))).to.deep.equal({ cancelled: ['booking.cancelled'], again: [] });
    expect(next(inSession(exampleBooking), paying)).to.deep.equal({ cancelled: ['booking.cancelled'], again: [minutesAfter(NOW, 1 / 6)] });
    expect(next(paying)).to.deep.equal({ cancelled: [], again: [minutesAfter(NOW, 1 / 6)] });
    expect(next(inSession(exampleBooking, { status: 'completed' }))).to.deep.equal({ cancelled: [], again: [] });
  });

  it('are no longer those who have moved to another date, though the turn still holds them', () => {
    const [here, moved] = [inSession(exampleBooking), inSession(exampleBooking, { place: { kind: 'session', sessionId: newId(), partySize: 1, lanes: [0] } })];
    const parts: readonly Part[] = [[rosterKey(sessionId), { id: sessionId, bookingIds: [here.id] }], date(true), [bookingKey(here.id), here], [bookingKey(moved.id), moved]];
    const { effects, valueOf } = fakeTurn(sessionCancellationActor, { parts, now: NOW }, (turn) => sessionCancellationActor.reminders?.['cancelNext']?.(turn));
    expect(valueOf(moved.id)).to.equal(moved);
    expect(effects.filter(({ key }) => key.id === moved.id)).to.deep.equal([]);
  });

  it('are not completed, however late they are cancelled', () => {
    const booking = inSession(exampleBooking);
    const completed = (...parts: readonly Part[]) => () =>
      fakeTurn(bookings, { parts: [[bookingKey(booking.id), booking], ...parts], now: minutesAfter(START, 180) }, (turn) => bookingReminders.completeBooking(turn)).events.map(({ type }) => type);
    expect(completed()).to.throw(Reroute);
    expect(completed(date(false))()).to.deep.equal(['booking.completed']);
    expect(completed(date(true))()).to.deep.equal([]);
  });
});
