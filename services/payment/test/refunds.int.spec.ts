/** Money on its way back, and the books: never more than was captured, and every entry balanced by the database itself. */
import { expect } from 'chai';
import pg from 'pg';
import { BookingCancelledSchema, BookingClaimedSchema, BookingClaimRejectedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { PaymentAuthorizedSchema, PaymentRefundedSchema, PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId, uuidOfTypeId } from '../../runtime/ids.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { type Held, openStand, pay, payable, rowsOf, type Stand } from './stand.ts';

describe('refunds', function () {
  this.timeout(60_000);
  let stand: Stand;
  before(async () => {
    stand = await openStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  const admin = ({ tenantId }: Held): Caller => ({ tenantId, subject: newId(), roles: ['admin'] });
  const eur = (amountMinor: bigint) => ({ amountMinor, currencyCode: 'EUR' });

  async function captured(card?: string) {
    const held = await payable(stand);
    await pay(stand, held, card);
    await held.hears(PaymentAuthorizedSchema);
    await held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 7n });
    await held.hears(PaymentSucceededSchema);
    return held;
  }

  const balances = async ({ id }: { id: string }): Promise<Record<string, bigint>> => {
    const rows = await rowsOf<{ account: string; minor: string }>(
      stand,
      'select account, sum(amount_minor) as minor from ledger_line where payment_id = $1 group by account having sum(amount_minor) <> 0 order by account',
      [uuidOfTypeId(id)],
    );
    return Object.fromEntries(rows.map(({ account, minor }) => [account, BigInt(minor)]));
  };

  it('give back what the policy of a cancelled booking says', async () => {
    const held = await captured();
    await held.say(BookingCancelledSchema, { booking: { ...held.booking, reason: 'Cancelled by the customer' }, refund: eur(2_000n) });
    const refunded = await held.hears(PaymentRefundedSchema);
    expect(refunded).to.deep.include({ reason: 'Cancelled by the customer' });
    expect(refunded.amount?.amountMinor).to.equal(2_000n);
    expect(refunded.payment?.state).to.equal(PaymentState.SUCCEEDED);
    expect(await balances(held.payment)).to.deep.equal({ provider_balance: 2_500n, refunds: 2_000n, revenue: -4_500n });
  });

  it('give everything back when a captured payment lost its place', async () => {
    const held = await captured();
    await held.say(BookingClaimRejectedSchema, { booking: held.booking, paymentId: held.payment.id, reason: 'The place is gone.' });
    const refunded = await held.hears(PaymentRefundedSchema);
    expect(refunded.payment?.state).to.equal(PaymentState.REFUNDED);
    expect(refunded.payment?.refunded?.amountMinor).to.equal(4_500n);
  });

  it('give everything back when a method that captures at once found its place gone', async () => {
    const held = await payable(stand);
    await stand.stripe.paymentIntents.update(held.payment.providerReference, { capture_method: 'automatic' });
    await pay(stand, held);
    const succeeded = await held.hears(PaymentSucceededSchema);
    expect(succeeded.fence).to.equal(0n);
    expect(succeeded.payment?.methodLabel).to.equal('Visa •••• 4242');
    await held.say(BookingClaimRejectedSchema, { booking: held.booking, paymentId: held.payment.id, reason: 'The place is gone.' });
    expect(await held.hears(PaymentRefundedSchema)).to.include({ reason: 'The place is gone.' });
  });

  it('are asked for by who is an administrator now, in a session that is open, and by programs', async () => {
    const held = await captured();
    const { tenantId } = held;
    const [dismissed, elsewhere] = [admin(held), { ...admin(held), session: newId() }];
    stand.users.dismissed.add(dismissed.subject);
    stand.users.ended.add(elsewhere.session);
    const ask = (caller: Caller) => stand.payments.refundPayment({ id: held.payment.id, amount: eur(1_000n), reason: 'A gesture' }, { caller });
    expect(await failureOf(ask(dismissed))).to.include({ code: 'PERMISSION_DENIED', reason: 'NO_ADMINISTRATOR' });
    expect(await failureOf(ask(elsewhere))).to.include({ code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' });
    expect((await stand.payments.getPayment({ id: held.payment.id }, { caller: admin(held) })).payment?.refunded?.amountMinor ?? 0n).to.equal(0n);
    await ask({ tenantId, subject: toTypeId('key', newId()), roles: ['admin'], scopes: ['payments:write'] });
    expect((await held.hears(PaymentRefundedSchema)).amount?.amountMinor).to.equal(1_000n);
  });

  it('asked for by an administrator are checked against what is left, and repeated requests count once', async () => {
    const held = await captured();
    const caller = admin(held);
    const { id } = held.payment;
    const ask = (amountMinor: bigint, more: object = {}) => stand.payments.refundPayment({ id, amount: eur(amountMinor), reason: 'A gesture', ...more }, { caller, requestId: `r${amountMinor}` });
    expect(await failureOf(ask(4_501n))).to.include({ code: 'FAILED_PRECONDITION', reason: 'REFUND_TOO_LARGE' });
    expect(await failureOf(stand.payments.refundPayment({ id }, { caller: held.customer }))).to.include({ code: 'PERMISSION_DENIED' });
    expect(await failureOf(stand.payments.refundPayment({ id }, { caller: { ...caller, tenantId: newId() } }))).to.include({ code: 'NOT_FOUND' });
    await ask(1_000n);
    await ask(1_000n);
    const refunded = await held.hears(PaymentRefundedSchema);
    expect(refunded.payment?.refunded?.amountMinor).to.equal(1_000n);
    await ask(3_500n);
    expect(await failureOf(ask(1n))).to.include({ reason: 'ALREADY_REFUNDED' });
  });

  it('that settle later are told of when they have', async () => {
    const held = await captured('pm_card_pendingRefund');
    await stand.payments.refundPayment({ id: held.payment.id, reason: 'Sorry' }, { caller: admin(held) });
    const refunded = await held.hears(PaymentRefundedSchema);
    expect(refunded.payment?.state).to.equal(PaymentState.REFUNDED);
    expect(await balances(held.payment)).to.deep.equal({ refunds: 4_500n, revenue: -4_500n });
  });

  it('that bounce are taken back in the books', async () => {
    const held = await captured('pm_card_refundFail');
    await stand.payments.refundPayment({ id: held.payment.id, reason: 'Sorry' }, { caller: admin(held) });
    await rowsOf(stand, `select id from refund where payment_id = $1 and status = 'failed'`, [uuidOfTypeId(held.payment.id)]);
    expect(await balances(held.payment)).to.deep.equal({ provider_balance: 4_500n, revenue: -4_500n });
  });

  it('made at the provider itself are taken in', async () => {
    const held = await captured();
    await stand.stripe.refunds.create({ payment_intent: held.payment.providerReference, amount: 700 });
    expect((await held.hears(PaymentRefundedSchema)).amount?.amountMinor).to.equal(700n);
  });

  describe('the ledger', () => {
    const relay = () => stand.harness.service.database.relay;

    it('gives nobody the right to change or delete a line, and refuses it to its owner as well', async () => {
      await captured();
      const owner = new pg.Client({ connectionString: stand.harness.files.ownerUrl });
      await owner.connect();
      try {
        for (const sql of ['update ledger_line set amount_minor = 1', 'delete from ledger_line']) {
          expect(String(await failureOf(relay().run(sql)))).to.contain('permission denied');
          expect(String(await failureOf(owner.query(sql)))).to.contain('never changed');
        }
      } finally {
        await owner.end();
      }
    });

    it('refuses an entry that does not balance', async () => {
      const { payment, tenantId } = await captured();
      const insert = `insert into ledger_line (tenant_id, entry_id, line, payment_id, kind, account, amount_minor, currency, created_time)
        values ($1, $2, 0, $3, 'sale', 'revenue', -1, 'EUR', now())`;
      expect(String(await failureOf(relay().run(insert, [tenantId, newId(), uuidOfTypeId(payment.id)])))).to.contain('does not balance');
    });
  });
});
