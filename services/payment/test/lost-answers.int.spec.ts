/** Answers of the provider that are lost after it did what was asked: it is done once all the same. */
import { expect } from 'chai';
import { BookingClaimedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { PaymentAuthorizedSchema, PaymentRefundedSchema, PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { newId } from '../../runtime/ids.ts';
import { openStand, pay, payable, rowsOf, type Stand } from './stand.ts';

describe('answers of the provider that are lost', function () {
  this.timeout(60_000);
  let stand: Stand;
  before(async () => {
    stand = await openStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  // The SDK repeats a call whose connection was closed once by itself.
  const lose = (path: string): void => stand.sandbox.faults.add({ kind: 'hang-up', method: 'POST', path, times: 2 });

  it('make one intent, one capture and one refund', async () => {
    lose('/v1/payment_intents');
    const held = await payable(stand);
    const ours = stand.sandbox.intents().filter(({ metadata }) => metadata['berth_payable'] === held.booking.id);
    expect(ours.map(({ id }) => id)).to.deep.equal([held.payment.providerReference]);

    await pay(stand, held);
    await held.hears(PaymentAuthorizedSchema);
    stand.sandbox.webhooks.pause();
    lose(`/v1/payment_intents/${held.payment.providerReference}/capture`);
    await held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 7n });
    await held.hears(PaymentSucceededSchema);

    lose('/v1/refunds');
    await stand.payments.refundPayment({ id: held.payment.id, reason: 'Sorry' }, { caller: { tenantId: held.tenantId, subject: newId(), roles: ['admin'] } });
    await held.hears(PaymentRefundedSchema);
    await stand.sandbox.webhooks.resume();
    expect(stand.sandbox.balance().filter(({ type }) => type === 'refund')).to.have.length(1);
    expect(stand.sandbox.balance().reduce((sum, { amount }) => sum + amount, 0)).to.equal(0);
  });

  it('and refusals to serve are waited out', async () => {
    stand.sandbox.faults.add({ kind: 'refuse', method: 'POST', path: '/v1/payment_intents', status: 503 });
    const held = await payable(stand);
    expect(held.payment.providerReference).to.match(/^pi_/);
  });

  it('never put the secret of a customer where it can be read', async () => {
    const held = await payable(stand);
    await pay(stand, held);
    await held.hears(PaymentAuthorizedSchema);
    const [{ count } = { count: -1n }] = await rowsOf<{ count: bigint }>(
      stand,
      `select (select count(*) from outbox where encode(payload, 'escape') || headers::text like '%\\_secret\\_%')
            + (select count(*) from provider_event where payload::text like '%\\_secret\\_%')
            + (select count(*) from effect where input::text || coalesce(last_error, '') like '%\\_secret\\_%')
            + (select count(*) from request_log where encode(reply, 'escape') like '%\\_secret\\_%') as count`,
    );
    expect(count).to.equal(0n);
  });
});
