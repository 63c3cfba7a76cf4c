import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { LeaveWaitlistRequestSchema } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import type { Part } from '../../runtime/actor/types.ts';
import { Reroute } from '../../runtime/actor/turn.ts';
import { newId } from '../../runtime/ids.ts';
import { fakeTurn, SERVICE } from '../../runtime/testing/fake-turn.ts';
import { createGlance } from '../db/glance.ts';
import { dateOf, exampleOffering, held, minutesAfter, NOW, START } from '../domain/example-booking.ts';
import type { WantedPlace } from '../domain/hold.ts';
import { timeFrom } from '../domain/local-time.ts';
import type { WaitlistEntry } from '../domain/waitlist.ts';
import { bookingKey, calendarKey, offeringKey, sessionKey, waitlistKey } from '../keys.ts';
import { leaveWaitlist } from './commands/leave-waitlist.ts';
import { waitlistActor } from './waitlist.actor.ts';
import { offerFoundTime } from './waitlist-turn.ts';

const actor = waitlistActor({ profileOf: () => expect.fail('nobody is asked'), offeringOf: () => expect.fail('nothing is asked'), glance: createGlance() });
const [offeringId, staffId, sessionId, elsewhereId] = [newId(), newId(), newId(), newId()];

const entry = (more: Partial<WaitlistEntry> = {}): WaitlistEntry => ({
  id: newId(), number: 1, party: 1, customer: { id: newId(), name: '', email: '', phone: '' }, traceId: '', status: 'waiting', offerExpires: undefined, joined: NOW, history: [], ...more,
});

describe('a time that was found for who waits', () => {
  const time = timeFrom(START, 60, 'Europe/Lisbon');
  const unit = { start: time.start, end: time.end, candidates: [{ id: staffId, kind: 'staff', name: 'Ana' }] };
  const place: WantedPlace = { kind: 'time', time, units: [unit], day: { from: minutesAfter(START, -600), to: minutesAfter(START, 600) }, staysWith: [] };

  /** The effects after the time was found, of which somebody may have taken it. */
  function found(taken: boolean, published = true) {
    const waiting = entry({ window: { from: START, to: minutesAfter(START, 120), staffId: undefined, durationMinutes: 0 } });
    const claims = taken ? [{ id: newId(), bookingId: newId(), start: time.start, end: time.end }] : [];
    const parts: readonly Part[] = [
      [waitlistKey(offeringId), { id: offeringId, entries: [waiting] }], [bookingKey(waiting.id), undefined],
      [offeringKey(offeringId), { ...exampleOffering, id: offeringId, kind: 'appointment', published }], [calendarKey(staffId), { id: staffId, claims }],
    ];
    return fakeTurn(actor, { parts, now: NOW }, (turn) => offerFoundTime(turn, { entryId: waiting.id, place: JSON.stringify(place) })).effects.map(({ name }) => name);
  }

  it('is held until the offer ends', () => {
    expect(found(false)).to.include('expireHold');
  });

  it('is looked for anew when somebody was faster: there may be another', () => {
    expect(found(true)).to.deep.equal(['endWaits', 'findTime']);
  });

  it('is not looked for while the offering is not to be had', () => {
    expect(found(false, false)).to.deep.equal([]);
  });
});

describe('leaving a waitlist', () => {
  it('gives back the place that the offer has moved to, not the one that it had when the route was read', () => {
    const offered = entry({ status: 'offered', offerExpires: minutesAfter(NOW, 30) });
    const moved = held({ id: offered.id, place: { kind: 'session', sessionId: elsewhereId, partySize: 1, lanes: [0] } });
    const parts: readonly Part[] = [
      [waitlistKey(sessionId), { id: sessionId, entries: [offered] }], [sessionKey(sessionId), dateOf(sessionId, 0)], [bookingKey(moved.id), moved],
    ];
    const facts = { entry: offered, sessionId, offeringId, position: 0 };
    const leave = (more: readonly Part[]) => () =>
      fakeTurn(actor, { parts: [...parts, ...more], now: NOW, caller: { ...SERVICE, roles: ['provider'] } }, (turn) => void leaveWaitlist.turn(turn, create(LeaveWaitlistRequestSchema), facts));
    expect(leave([])).to.throw(Reroute);
    expect(leave([[sessionKey(elsewhereId), dateOf(elsewhereId, 1, 2)]])).not.to.throw();
  });
});
