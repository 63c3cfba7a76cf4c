import { expect } from 'chai';
import { emptyState } from './booking.ts';
import { evolve } from './evolve.ts';
import { exampleOffering, minutesAfter, NOW, START } from './example-booking.ts';
import type { WantedPlace } from './hold.ts';
import { timeFrom } from './local-time.ts';
import { evolveOffer, offerTime, type OfferEvent, type WaitlistState } from './offer.ts';
import { endOver, isOfTimes, joinTimes, type TimeWindow, type Waitlist } from './waitlist.ts';

const WINDOW: TimeWindow = { from: START, to: minutesAfter(START, 120), staffId: undefined, durationMinutes: 0 };
const offering = { ...exampleOffering, paidOnline: false };
const joining = (id: string, customerId = id, window = WINDOW) =>
  ({ id, party: 1, customer: { id: customerId, name: 'Ana', email: '', phone: '' }, traceId: '', window, published: true });

function after(state: WaitlistState, decision: { readonly events: readonly OfferEvent[] } | { readonly rejection: { readonly reason: string } }): WaitlistState {
  if ('rejection' in decision) throw new Error(decision.rejection.reason);
  return decision.events.reduce<WaitlistState>((now, event) => {
    if (event.type === 'joined' || event.type === 'offered' || event.type === 'entryEnded') return evolveOffer(now, event);
    return event.type === 'offeringTold' ? now : { ...now, ...evolve(now, event) };
  }, state);
}

const nobody: Waitlist = { id: 'offering', entries: [] };
const listOf = (...ids: readonly string[]): WaitlistState =>
  ids.reduce((state, id) => after(state, joinTimes(state.waitlist, joining(id), NOW)), { ...emptyState, waitlist: nobody, offering, rules: undefined, lists: ['offering'] } as WaitlistState);
const statuses = ({ waitlist }: WaitlistState): readonly string[] => waitlist.entries.map(({ id, status }) => `${id} ${status}`);

/** Ana's time, so many minutes after the first. */
function placeAt(minutes: number): WantedPlace {
  const time = timeFrom(minutesAfter(START, minutes), 60, 'Europe/Lisbon');
  const day = { from: minutesAfter(START, -600), to: minutesAfter(START, 600) };
  return { kind: 'time', time, units: [{ start: time.start, end: time.end, candidates: [{ id: 'ana', kind: 'staff', name: 'Ana' }] }], day, staysWith: [] };
}

describe('waiting for a time', () => {
  it('is at the end of the list, once for each customer, while the offering is to be had and the window is not over', () => {
    const { waitlist } = listOf('first', 'second');
    expect(waitlist.entries.map(({ number }) => number)).to.deep.equal([1, 2]);
    expect(isOfTimes(waitlist)).to.equal(true);
    expect(isOfTimes(nobody)).to.equal(false);
    expect(joinTimes(waitlist, joining('third', 'first'), NOW)).to.deep.equal({ events: [] });
    expect(joinTimes(nobody, { ...joining('late'), published: false }, NOW)).to.have.nested.property('rejection.reason', 'SLOT_NOT_OFFERED');
    expect(joinTimes(nobody, joining('late'), WINDOW.to)).to.have.nested.property('rejection.reason', 'SLOT_IN_PAST');
  });

  it('ends in an offer of half an hour, never beyond the start', () => {
    const offered = after(listOf('first'), offerTime(listOf('first'), 'first', placeAt(0), 'K7QM-2XPD', NOW));
    expect(offered.booking).to.deep.include({ id: 'first', status: 'pending' });
    expect(offered.booking?.hold.expires).to.deep.equal(minutesAfter(NOW, 30));
    expect(offered.calendars.get('ana')?.claims).to.have.length(1);
    const soon = minutesAfter(START, -10);
    expect(after(listOf('first'), offerTime(listOf('first'), 'first', placeAt(0), 'K7QM-2XPD', soon)).booking?.hold.expires).to.deep.equal(START);
  });

  it('goes on when somebody else was faster', () => {
    const offered = after(listOf('first', 'second'), offerTime(listOf('first', 'second'), 'first', placeAt(0), 'K7QM-2XPD', NOW));
    const state = { ...offered, booking: undefined };
    expect(offerTime(state, 'second', placeAt(30), 'K7QM-2XPE', NOW)).to.deep.equal({ events: [] });
    expect(statuses(after(state, offerTime(state, 'second', placeAt(60), 'K7QM-2XPE', NOW)))).to.deep.equal(['first offered', 'second offered']);
  });

  it('brings no second offer to those who do not wait any more, and none while the offering is not to be had', () => {
    const offered = after(listOf('first'), offerTime(listOf('first'), 'first', placeAt(0), 'K7QM-2XPD', NOW));
    expect(offerTime(offered, 'first', placeAt(60), 'K7QM-2XPE', NOW)).to.deep.equal({ events: [] });
    expect(offerTime({ ...listOf('first'), offering: { ...offering, published: false } }, 'first', placeAt(0), 'K7QM-2XPE', NOW)).to.deep.equal({ events: [] });
  });

  it('is over with its window, for those who still wait', () => {
    const offered = after(listOf('first', 'second'), offerTime(listOf('first', 'second'), 'first', placeAt(0), 'K7QM-2XPD', NOW));
    expect(endOver(offered.waitlist, minutesAfter(WINDOW.to, -1))).to.deep.equal({ events: [] });
    expect(statuses(after(offered, endOver(offered.waitlist, WINDOW.to)))).to.deep.equal(['first offered', 'second expired']);
  });
});
