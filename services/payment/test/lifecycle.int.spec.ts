/** A payment's whole life against the sandbox: what becomes of the money is what the booking's side says. */
import { expect } from 'chai';
import {
  BookingCancelledSchema, BookingClaimedSchema, BookingClaimRejectedSchema, BookingCreatedSchema, BookingExpiredSchema,
} from '#proto/berth/booking/v1/booking_events_pb.ts';
import {
  PaymentAuthorizedSchema, PaymentCancelledSchema, PaymentCreatedSchema, PaymentFailedSchema, PaymentSucceededSchema,
} from '#proto/berth/payment/v1/payment_events_pb.ts';
import { PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import { PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import { newId, uuidOfTypeId } from '../../runtime/ids.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { holdPlace, openStand, pay, payable, rowsOf, type Stand } from './stand.ts';

describe('payment lifecycle', function () {
  this.timeout(60_000);
  let stand: Stand;
  before(async () => {
    stand = await openStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  const statusOf = async ({ payment }: { payment: { providerReference: string } }): Promise<string> =>
    (await stand.stripe.paymentIntents.retrieve(payment.providerReference)).status;

  it('authorises, captures with the fence of the claim, and says what was paid with', async () => {
    const held = await payable(stand);
    const session = await stand.payments.getPaymentSession(
      { payable: { kind: PayableKind.BOOKING, id: held.booking.id } },
      { caller: { tenantId: held.tenantId, subject: 'service:booking', roles: ['service'] } },
    );
    expect(session.clientSecret).to.match(new RegExp(`^${held.payment.providerReference}_secret_`));
    expect(session.publishableKey).to.equal('pk_test_paymenttests');

    await pay(stand, held);
    const authorized = await held.hears(PaymentAuthorizedSchema);
    expect(authorized.fence).to.equal(7n);
    expect(await statusOf(held)).to.equal('requires_capture');

    await held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 8n });
    const succeeded = await held.hears(PaymentSucceededSchema);
    expect(succeeded.fence).to.equal(8n);
    expect(succeeded.payment).to.deep.include({ state: PaymentState.SUCCEEDED, methodLabel: 'Visa •••• 4242' });
    expect(succeeded.payment?.captured?.amountMinor).to.equal(4_500n);
    expect(await statusOf(held)).to.equal('succeeded');

    const { payment } = await stand.payments.getPayment({ id: held.payment.id }, { caller: held.customer });
    expect(payment?.state).to.equal(PaymentState.SUCCEEDED);
    const stranger = { ...held.customer, subject: newId() };
    for (const caller of [stranger, { ...held.customer, tenantId: newId() }]) {
      expect(await failureOf(stand.payments.getPayment({ id: held.payment.id }, { caller }))).to.include({ code: 'NOT_FOUND' });
    }
  });

  it('starts nothing for a booking that asks for no payment, and one for an event that comes twice', async () => {
    const free = holdPlace(stand);
    await free.say(BookingCreatedSchema, { booking: free.booking, paymentRequired: false });
    const held = holdPlace(stand);
    const sent = await held.say(BookingCreatedSchema, { booking: held.booking, paymentRequired: true });
    await sent.again();
    await held.hears(PaymentCreatedSchema);
    await held.say(BookingCancelledSchema, { booking: held.booking });
    await held.hears(PaymentCancelledSchema);
    expect(stand.sandbox.intents().filter(({ metadata }) => metadata['berth_payable'] === held.booking.id)).to.have.length(1);
    expect(stand.sandbox.intents().filter(({ metadata }) => metadata['berth_payable'] === free.booking.id)).to.have.length(0);
  });

  it('tells of a declined card and lets the customer try again', async () => {
    const held = await payable(stand);
    await failureOf(pay(stand, held, 'pm_card_chargeDeclinedInsufficientFunds'));
    const failed = await held.hears(PaymentFailedSchema);
    expect(failed).to.deep.include({ final: false, reason: 'Your card has insufficient funds.' });
    expect(failed.payment?.state).to.equal(PaymentState.AWAITING_CUSTOMER);
    await pay(stand, held);
    expect((await held.hears(PaymentAuthorizedSchema)).payment?.reason).to.equal('');
  });

  it('fails for good when the bank refuses the capture, and nobody is charged', async () => {
    const held = await payable(stand);
    await pay(stand, held, 'pm_card_sandboxAuthorizationLost');
    await held.hears(PaymentAuthorizedSchema);
    await held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 7n });
    const failed = await held.hears(PaymentFailedSchema);
    expect(failed).to.deep.include({ final: true, reason: 'Your bank no longer reserves the money. You were not charged.' });
    expect(await statusOf(held)).to.equal('canceled');
  });

  it('lets the reservation go when the place is lost, and the customer reads why', async () => {
    const held = await payable(stand);
    await held.say(BookingExpiredSchema, { booking: held.booking });
    await pay(stand, held);
    await held.hears(PaymentAuthorizedSchema);
    await held.say(BookingClaimRejectedSchema, { booking: held.booking, paymentId: held.payment.id, reason: 'Someone else has taken the place.' });
    const cancelled = await held.hears(PaymentCancelledSchema);
    expect(cancelled.reason).to.equal('Someone else has taken the place.');
    expect(await statusOf(held)).to.equal('canceled');
  });

  it('captures what was authorised after the hold had ended, when the place could be taken anew', async () => {
    const held = await payable(stand);
    await held.say(BookingExpiredSchema, { booking: held.booking });
    await pay(stand, held);
    await held.hears(PaymentAuthorizedSchema);
    await held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 8n });
    expect((await held.hears(PaymentSucceededSchema)).fence).to.equal(8n);
  });

  it('cancels an unpaid payment when the grace after the hold is over', async () => {
    const held = await payable(stand);
    await held.say(BookingExpiredSchema, { booking: held.booking });
    await rowsOf(stand, `select id from effect where name = 'abandonUnpaid' and key = $1`, [uuidOfTypeId(held.payment.id)]);
    stand.advance(31);
    const cancelled = await held.hears(PaymentCancelledSchema);
    expect(cancelled.reason).to.match(/^The hold ended/);
    expect(await statusOf(held)).to.equal('canceled');
    const session = await stand.payments.getPaymentSession(
      { payable: { kind: PayableKind.BOOKING, id: held.booking.id } },
      { caller: { tenantId: held.tenantId, subject: 'service:booking', roles: ['service'] } },
    );
    expect(session.clientSecret).to.equal('');
  });
});
