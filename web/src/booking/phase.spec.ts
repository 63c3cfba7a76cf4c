import { BookingSchema, BookingState, CheckoutSchema, CheckoutState, TimelineStepSchema } from '@berth/sdk/browser';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { countsPlaces, isCancellable, isSettled, mergeSteps, openTiers, phaseOf, refundPercent, shareOf } from './phase.ts';

const NOW = new Date('2026-10-09T12:00:00Z');
const at = (iso: string) => timestampFromDate(new Date(iso));
const booking = (init: MessageInitShape<typeof BookingSchema>) => create(BookingSchema, init);
const checkout = (state: CheckoutState) => create(CheckoutSchema, { state });
const step = (sequence: bigint, name: string) => create(TimelineStepSchema, { sequence, name });
const pending = booking({ state: BookingState.PENDING, hold: { claimed: false } });

describe('the phase of a booking', () => {
  it('goes from preparing over payable to taking', () => {
    expect(phaseOf(pending, undefined, [], undefined)).to.equal('preparing');
    expect(phaseOf(pending, checkout(CheckoutState.PENDING), [], undefined)).to.equal('preparing');
    expect(phaseOf(pending, checkout(CheckoutState.READY), [], undefined)).to.equal('payable');
    expect(phaseOf(pending, checkout(CheckoutState.READY), [step(2n, 'payment.created')], 2n)).to.equal('taking');
    expect(phaseOf(pending, checkout(CheckoutState.CLOSED), [], undefined)).to.equal('taking');
    expect(phaseOf(booking({ state: BookingState.PENDING, hold: { claimed: true } }), checkout(CheckoutState.READY), [], undefined)).to.equal('taking');
  });

  it('goes back to payable when a submitted payment failed afterwards', () => {
    const steps = [step(3n, 'payment.failed')];
    expect(phaseOf(pending, checkout(CheckoutState.READY), steps, 2n)).to.equal('payable');
    expect(phaseOf(pending, checkout(CheckoutState.READY), steps, 3n)).to.equal('taking');
  });

  it('is what the booking says once it is decided', () => {
    const states = [BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.EXPIRED, BookingState.CANCELLED];
    expect(states.map((state) => phaseOf(booking({ state }), checkout(CheckoutState.READY), [], 1n))).to.deep.equal(['confirmed', 'completed', 'missed', 'expired', 'cancelled']);
  });
});

describe('the places of a booking', () => {
  it('are told of a date, and of a class to which several go', () => {
    const told = (sessionId: string, partySize: number): boolean => countsPlaces(booking({ sessionId, partySize }));
    expect([told('ses_1', 1), told('', 3), told('', 1)]).to.deep.equal([true, true, false]);
  });
});

describe('cancelling', () => {
  it('tells before what will come back', () => {
    const tiers = [[100, '2026-10-09T12:00:00Z'], [50, '2026-10-10T12:00:00Z'], [0, '2026-10-11T12:00:00Z']] as const;
    const paid = booking({ cancellationPolicy: { tiers: tiers.map(([percent, until]) => ({ refundPercent: percent, untilTime: at(until) })) } });
    const percentAt = (iso: string): number => refundPercent(paid, new Date(iso));
    expect(['2026-10-09T12:00:00Z', '2026-10-09T12:00:01Z', '2026-10-10T12:00:01Z'].map(percentAt)).to.deep.equal([100, 50, 0]);
    expect(openTiers(paid, NOW).map(({ refundPercent: percent }) => percent)).to.deep.equal([100, 50]);
    expect(refundPercent(booking({}), NOW)).to.equal(0);
    expect([shareOf(101n, 50), shareOf(333n, 33)]).to.deep.equal([51n, 110n]);
  });

  it('is offered for what is open and has not begun', () => {
    const starts = (iso: string, state: BookingState, claimed = false) => booking({ state, hold: { claimed }, time: { startTime: at(iso) } });
    expect(isCancellable(starts('2026-10-10T12:00:00Z', BookingState.CONFIRMED), NOW)).to.equal(true);
    expect(isCancellable(starts('2026-10-10T12:00:00Z', BookingState.PENDING), NOW)).to.equal(true);
    expect(isCancellable(starts('2026-10-10T12:00:00Z', BookingState.PENDING, true), NOW)).to.equal(false);
    expect(isCancellable(starts('2026-10-09T12:00:00Z', BookingState.CONFIRMED), NOW)).to.equal(false);
    expect(isCancellable(starts('2026-10-10T12:00:00Z', BookingState.CANCELLED), NOW)).to.equal(false);
  });
});

describe('what is still to come', () => {
  it('is nothing once receipt and mail are out, or the money is back', () => {
    const sent = [step(1n, 'notification.sent')];
    expect(isSettled(pending, sent)).to.equal(false);
    expect(isSettled(booking({ state: BookingState.CONFIRMED }), sent)).to.equal(true);
    expect(isSettled(booking({ state: BookingState.CONFIRMED, payment: { id: 'pay_1' } }), sent)).to.equal(false);
    expect(isSettled(booking({ state: BookingState.CONFIRMED, payment: { id: 'pay_1' }, receiptId: 'rcp_1' }), sent)).to.equal(true);
    expect(isSettled(booking({ state: BookingState.CANCELLED, payment: { id: 'pay_1' } }), sent)).to.equal(false);
    expect(isSettled(booking({ state: BookingState.CANCELLED }), [])).to.equal(true);
  });
});

describe('steps', () => {
  it('are kept once and in order when a stream is taken up again', () => {
    const known = [step(1n, 'a'), step(2n, 'b')];
    expect(mergeSteps(known, [step(2n, 'b'), step(3n, 'c')]).map(({ name }) => name)).to.deep.equal(['a', 'b', 'c']);
    expect(mergeSteps(known, [step(1n, 'a')])).to.equal(known);
  });
});
