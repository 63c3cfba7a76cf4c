import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { PaymentAuthorizedSchema, PaymentCancelledSchema, PaymentFailedSchema, PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { Reroute } from '../../runtime/actor/turn.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { BookingTurn } from '../actors/booking-turn.ts';
import type { Envelope } from '../../runtime/events/types.ts';
import { fakeTurn } from '../../runtime/testing/fake-turn.ts';
import { createCheckInTokens } from '../check-in-token.ts';
import { bookingActor } from '../actors/booking.actor.ts';
import { createGlance } from '../db/glance.ts';
import { dateOf, held, NOW } from '../domain/example-booking.ts';
import { bookingKey, sessionKey } from '../keys.ts';
import { paymentAuthorized } from './payment-authorized.ts';
import { paymentCancelled } from './payment-cancelled.ts';
import { paymentFailed } from './payment-failed.ts';
import { paymentSucceeded } from './payment-succeeded.ts';

const sources = { profileOf: () => expect.fail('nobody is asked'), offeringOf: () => expect.fail('nothing is asked'), checkInTokens: createCheckInTokens('test'), glance: createGlance() };
const actor = bookingActor(sources);
const payment = { id: toTypeId('pay', newId()), captured: { amountMinor: 4500n, currencyCode: 'EUR' } };

const envelope: Envelope = {
  id: newId(), type: 'payment.told', source: 'payment', tenantId: newId(), key: newId(), keyVersion: 1n, time: NOW, actor: 'service:payment', traceparent: '',
};

const TOLD: Readonly<Record<string, (turn: BookingTurn) => void>> = {
  authorized: (turn) => paymentAuthorized(actor).turn(turn, create(PaymentAuthorizedSchema, { payment }), envelope),
  succeeded: (turn) => paymentSucceeded(actor).turn(turn, create(PaymentSucceededSchema, { payment }), envelope),
  cancelled: (turn) => paymentCancelled(actor).turn(turn, create(PaymentCancelledSchema, { reason: 'Too late' }), envelope),
  failed: (turn) => paymentFailed(actor).turn(turn, create(PaymentFailedSchema, { reason: 'Declined', final: true }), envelope),
};

describe('reactions to payments', () => {
  for (const [name, told] of Object.entries(TOLD)) {
    it(`${name}: take the place that the booking has moved to, not the one that it had when the route was read`, () => {
      const moved = held({ place: { kind: 'session', sessionId: 'tomorrow', partySize: 1, lanes: [0] } });
      const booking = [bookingKey(moved.id), moved] as const;
      const heard = (date: string) => () => fakeTurn(actor, { parts: [booking, [sessionKey(date), dateOf(date, 1)]], now: NOW }, told);
      expect(heard('tonight')).to.throw(Reroute);
      expect(heard('tomorrow')).not.to.throw();
    });
  }
});
