import { expect } from 'chai';
import fc from 'fast-check';
import type { Booking, Tenant } from './facts.ts';
import { emptyState, evolve, type NotificationState } from './notification.ts';
import { datesOf, gather, gathered } from './series-mail.ts';

const tenant: Tenant = { id: 'tenant', slug: 'studio', name: 'Studio', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '', supportEmail: '' };
const occasion = { kind: 'booking_confirmed' } as const;
const now = new Date('2026-11-21T14:36:00Z');
const on = (day: number): Booking => ({
  id: `b${day}`, code: `CODE-${day}`, customer: { id: 'customer', name: 'Zoë', email: 'zoe@example.com' }, title: 'Yoga', place: '', staffName: '', partySize: 1, reason: '',
  total: { minor: '0', currency: 'EUR' },
  time: { start: `2026-12-0${day}T19:30:00Z`, end: `2026-12-0${day}T21:00:00Z`, timeZone: 'Europe/Lisbon', localStart: `2026-12-0${day}T19:30`, localEnd: `2026-12-0${day}T21:00` },
});

describe('a mail about a series', () => {
  it('has each date once, in whatever order and however often they come, or says that it went out without it', () => {
    const step = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }) }, { weight: 1, arbitrary: fc.constant('due' as const) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let state: NotificationState = { ...emptyState, tenant, booking: on(1) };
        const [promised, refused] = [new Set<string>(), new Set<string>()];
        let sent = 0;
        for (const one of steps) {
          const decision = one === 'due' ? gathered(state, () => 'Subject') : gather(state, 'n', { eventId: `e${one}`, booking: on(one), occasion }, now);
          if (one !== 'due') (decision ? promised : refused).add(`b${one}`);
          sent += decision?.events.filter(({ type }) => type === 'ready').length ?? 0;
          state = decision?.events.reduce(evolve, state) ?? state;
        }
        const dates = state.notification && 'dates' in state.notification.occasion ? state.notification.occasion.dates : [];
        expect(dates?.map(({ bookingId }) => bookingId).toSorted()).to.deep.equal([...promised].toSorted());
        expect([...refused].filter((id) => promised.has(id))).to.deep.equal([]);
        expect(sent).to.be.at.most(1);
      }),
    );
  });

  it('tells of a booking that is moved twice where it was at first, and of a later move in a mail of its own', () => {
    const move = (eventId: string, previousStart: string) => ({ eventId, booking: on(1), occasion: { kind: 'booking_rescheduled', previousStart, reason: '' } }) as const;
    let state: NotificationState = { ...emptyState, tenant, booking: on(1) };
    const apply = (decision: ReturnType<typeof gather>) => void (state = (decision ?? expect.fail('it was refused')).events.reduce(evolve, state));
    apply(gather(state, 'n', move('first', '2026-12-04T10:00:00Z'), now));
    apply(gather(state, 'n', move('second', '2026-12-05T10:00:00Z'), now));
    expect(state.notification?.occasion).to.have.property('dates').that.has.length(1).and.has.nested.property('[0].previousStart', '2026-12-04T10:00:00Z');
    apply(gathered(state, () => 'Subject'));
    expect(gather(state, 'n', move('third', '2026-12-06T10:00:00Z'), now)).to.equal(undefined);
  });

  it('is an ordinary one when only one date came', () => {
    const { events: [begun] } = gather(emptyState, 'n', { eventId: 'e', booking: on(1), occasion }, now) ?? expect.fail('it was refused');
    const notification = begun?.type === 'begun' ? begun.notification : expect.fail('it has not begun');
    expect(datesOf({ occasion: notification.occasion })).to.deep.equal([]);
  });
});
