import { expect } from 'chai';
import { beginErasure, cancelErasure, cancelsFirst, concernedBy, evolveErasure, LAST, requestErasure, stepDone, stepsDue, type Clearance, type Erasure, type ErasureDecision } from './erasure.ts';

const NOW = new Date('2027-03-01T12:00:00Z');
const about = { id: 'e', userId: 'u', everywhere: false, cancelBookings: false, requestedBy: 'u', tenantIds: ['one', 'two'], held: [], services: ['booking', 'payment', LAST], graceMs: 1_000 };

const after = (state: Erasure | undefined, decision: ErasureDecision): Erasure => {
  if ('rejection' in decision) throw new Error(decision.rejection.reason);
  const next = decision.events.reduce<Erasure | undefined>(evolveErasure, state);
  if (!next) throw new Error('no erasure');
  return next;
};
const waiting = (): Erasure => after(undefined, requestErasure(undefined, about, NOW));
const running = (): Erasure => after(waiting(), { events: [{ type: 'begun', held: [] }] });
const reasonOf = (decision: ErasureDecision): string => ('rejection' in decision ? decision.rejection.reason : 'none');

describe('erasure', () => {
  it('waits for as long as it can be taken back, and is asked for once', () => {
    expect(waiting()).to.deep.include({ status: 'waiting', begins: new Date(NOW.getTime() + 1_000) });
    expect(requestErasure(waiting(), about, NOW)).to.deep.equal({ events: [] });
    expect(requestErasure(running(), about, NOW)).to.deep.equal({ events: [] });
    expect(stepsDue(waiting())).to.deep.equal([]);
  });

  it('that the person asks for takes the place of what a business asked for, until that runs; not the other way round', () => {
    const [own, business] = [{ ...about, everywhere: true }, { ...about, requestedBy: 'admin' }];
    const asked = after(undefined, requestErasure(undefined, business, NOW));
    expect(after(asked, requestErasure(asked, own, NOW))).to.deep.include({ everywhere: true, requestedBy: 'u', status: 'waiting' });
    expect(requestErasure(after(asked, { events: [{ type: 'begun', held: [] }] }), own, NOW)).to.deep.equal({ events: [] });
    expect(requestErasure(after(undefined, requestErasure(undefined, own, NOW)), business, NOW)).to.deep.equal({ events: [] });
  });

  it('begins where nobody is needed and nothing is in the way, and waits otherwise', () => {
    const begun = after(waiting(), beginErasure(waiting(), { roles: 0, bookings: 0, cancelled: false, held: ['two'] }, 1_000, NOW));
    expect(begun.status).to.equal('running');
    expect(concernedBy(begun)).to.deep.equal(['one']);
    expect(begun.steps.filter(({ tenantId }) => tenantId === 'two').map(({ service, done, kept }) => [service, done, kept.length])).to.deep.equal([[LAST, true, 1]]);
    const waitsFor = (clearance: Partial<Clearance>, graceMs: number): number => {
      const { status, begins } = after(waiting(), beginErasure(waiting(), { roles: 0, bookings: 0, cancelled: false, held: [], ...clearance }, graceMs, NOW));
      return status === 'waiting' ? begins.getTime() - NOW.getTime() : 0;
    };
    expect(waitsFor({ held: ['one', 'two'] }, 0)).to.equal(86_400_000);
    expect(waitsFor({ bookings: 1, cancelled: true }, 0)).to.equal(86_400_000);
    // So that they are told of what was cancelled, but for no longer than they could have taken it back.
    expect([waitsFor({ cancelled: true }, 86_400_000), waitsFor({ cancelled: true }, 5_000)]).to.deep.equal([3_600_000, 5_000]);
    // Also at once, it is looked once more before it begins: the look is what ends their roles.
    const told = after(waiting(), beginErasure(waiting(), { roles: 0, bookings: 0, cancelled: true, held: [] }, 0, NOW));
    expect(told).to.deep.include({ status: 'waiting', begins: NOW });
    expect(after(waiting(), beginErasure(waiting(), { unasked: true, roles: 0, bookings: 0, cancelled: false, held: [] }, 0, NOW)).status).to.equal('cancelled');
  });

  it('has bookings cancelled that were to be, once, and not for who is not erased then', () => {
    const chosen = { ...waiting(), cancelBookings: true };
    const found = { roles: 0, bookings: 1, cancelled: false, held: [] };
    expect(cancelsFirst(chosen, found)).to.equal(true);
    expect(cancelsFirst(waiting(), found)).to.equal(false);
    for (const other of [{ cancelled: true }, { roles: 1 }, { unasked: true }, { bookings: 0 }]) expect(cancelsFirst(chosen, { ...found, ...other })).to.equal(false);
  });

  it('is cancelled before it begins, and not after', () => {
    const cancelled = after(waiting(), cancelErasure(waiting(), NOW));
    expect(cancelled.status).to.equal('cancelled');
    expect(cancelErasure(cancelled, NOW)).to.deep.equal({ events: [] });
    expect(reasonOf(cancelErasure(running(), NOW))).to.equal('ERASURE_BEGUN');
    // From then on bookings are being cancelled for it.
    expect(reasonOf(cancelErasure(waiting(), waiting().begins))).to.equal('ERASURE_BEGUN');
    expect(after(cancelled, requestErasure(cancelled, about, NOW)).status).to.equal('waiting');
  });

  it('is carried out by the user service last, in every business, and ends with the last step', () => {
    let state = running();
    const order: string[] = [];
    for (let due = stepsDue(state); due.length > 0; due = stepsDue(state)) {
      const [step] = due;
      if (!step) break;
      order.push(step.service);
      state = after(state, stepDone(state, { ...step, erased: 3 }, NOW));
    }
    expect(order).to.deep.equal(['booking', 'payment', 'booking', 'payment', LAST, LAST]);
    expect(state).to.deep.include({ status: 'done', finished: NOW });
    expect(state.steps.every(({ done, erased }) => done && erased === 3)).to.equal(true);
  });

  it('takes no notice of a step that is done, unknown, or comes when nothing runs', () => {
    const [step] = running().steps;
    if (!step) throw new Error('no step');
    const once = after(running(), stepDone(running(), step, NOW));
    expect(stepDone(once, step, NOW)).to.deep.equal({ events: [] });
    expect(stepDone(once, { ...step, service: 'another' }, NOW)).to.deep.equal({ events: [] });
    expect(stepDone(waiting(), step, NOW)).to.deep.equal({ events: [] });
  });
});
