import { expect } from 'chai';
import fc from 'fast-check';
import type { Booking, Tenant } from './facts.ts';
import {
  conclude, confirm, emptyState, evolve, notify, receiptArrived, receiptOverdue,
  type NotificationDecision, type NotificationState, type Told,
} from './notification.ts';

const tenant: Tenant = { id: 'tenant', slug: 'teatro', name: 'Teatro', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '', supportEmail: '' };
const paid: Booking = {
  id: 'booking', code: 'K7QM-2XPD', customer: { id: 'customer', name: 'Zoë', email: 'zoe@example.com' }, title: 'Concert', place: 'Hall',
  staffName: '', partySize: 1, reason: '', total: { minor: '8000', currency: 'EUR' },
  payment: { amount: { minor: '8000', currency: 'EUR' }, methodLabel: 'Visa •••• 4242' },
  time: { start: '2026-12-05T19:30:00Z', end: '2026-12-05T21:00:00Z', timeZone: 'Europe/Lisbon', localStart: '2026-12-05T19:30', localEnd: '2026-12-05T21:00' },
};
const { payment: _, ...free } = paid;
const receipt = { id: 'receipt', number: '2026-000001' };
const now = new Date('2026-11-21T14:36:00Z');
const about = { id: 'n', bookingId: 'booking', customerId: 'customer', now };
const subjectOf = (): string => 'Subject';

const apply = (state: NotificationState, { events }: NotificationDecision): NotificationState => events.reduce(evolve, state);
const told = (state: NotificationState): Told => ({ ...state, tenant });
const confirmed = (state: NotificationState, booking: Booking): NotificationState =>
  apply(apply(told(state), { events: [{ type: 'bookingTold', booking }] }), confirm(told(state), 'n', booking, subjectOf, now));
const withReceipt = (state: NotificationState): NotificationState => apply(state, receiptArrived(state, about, receipt, subjectOf));

describe('notification', () => {
  it('confirms a free booking at once', () => {
    const { notification } = confirmed(emptyState, free);
    expect(notification).to.include({ status: 'sending', recipient: 'zoe@example.com', subject: 'Subject' });
  });

  it('waits for receipt and confirmation, whichever comes first', () => {
    expect(confirmed(emptyState, paid).notification?.status).to.equal('awaiting_receipt');
    expect(withReceipt(emptyState).notification?.status).to.equal('awaiting_booking');
    for (const state of [withReceipt(confirmed(emptyState, paid)), confirmed(withReceipt(emptyState), paid)]) {
      expect(state.notification).to.deep.include({ status: 'sending', occasion: { kind: 'booking_confirmed', receipt } });
    }
  });

  it('goes out without a receipt that takes too long, and not again when it comes', () => {
    const waiting = confirmed(emptyState, paid);
    const sending = apply(waiting, receiptOverdue(waiting, subjectOf));
    expect(sending.notification).to.deep.include({ status: 'sending', occasion: { kind: 'booking_confirmed' } });
    expect(receiptArrived(sending, about, receipt, subjectOf).events).to.deep.equal([]);
  });

  it('mails nobody who was erased while it waited', () => {
    const waiting = confirmed(emptyState, paid);
    const erased = { ...waiting, booking: { ...paid, customer: { ...paid.customer, email: '' } } };
    for (const decision of [receiptOverdue(erased, subjectOf), receiptArrived(erased, about, receipt, subjectOf)]) {
      expect(decision.events.map(({ type }) => type)).not.to.include('ready');
      expect(apply(erased, decision).notification?.status).to.equal('failed');
    }
  });

  it('becomes ready once, in whatever order and however often things happen', () => {
    const steps = {
      confirmed: (state: NotificationState) => confirm(told(state), 'n', paid, subjectOf, now),
      receipt: (state: NotificationState) => receiptArrived(state, about, receipt, subjectOf),
      overdue: (state: NotificationState) => receiptOverdue(state, subjectOf),
      sent: (state: NotificationState) => conclude(state, { kind: 'sent', reference: '250' }, now),
    };
    const names = fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[]));
    fc.assert(
      fc.property(fc.array(names, { maxLength: 12 }), (order) => {
        let state: NotificationState = { ...emptyState, tenant, booking: paid };
        let ready = 0;
        for (const name of order) {
          const decision = steps[name](state);
          ready += decision.events.filter(({ type }) => type === 'ready').length;
          state = apply(state, decision);
        }
        expect(ready).to.be.at.most(1);
        if (order.includes('confirmed') && order.includes('receipt')) expect(ready).to.equal(1);
      }),
    );
  });

  it('is about one event, once', () => {
    const occasion = { kind: 'payment_failed', reason: 'Declined.', final: false } as const;
    const first = apply(told(emptyState), notify(told(emptyState), 'n', free, occasion, subjectOf, now));
    expect(first.notification?.status).to.equal('sending');
    expect(notify(told(first), 'n', free, occasion, subjectOf, now).events).to.deep.equal([]);
  });

  it('ends sent or failed, and stays so', () => {
    const sending = confirmed(emptyState, free);
    const failed = apply(sending, conclude(sending, { kind: 'failed', reason: 'Refused.' }, now));
    expect(failed.notification).to.include({ status: 'failed', reason: 'Refused.' });
    expect(conclude(failed, { kind: 'sent', reference: '250' }, now).events).to.deep.equal([]);
  });
});
