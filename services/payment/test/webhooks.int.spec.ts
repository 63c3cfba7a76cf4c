/** Webhooks of every bad kind: repeated, shuffled, lost, forged, stale, about nothing of ours. The payment ends the same. */
import { expect } from 'chai';
import Stripe from 'stripe';
import { BookingClaimedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import {
  PaymentAuthorizedSchema, PaymentCreatedSchema, PaymentFailedSchema, PaymentRefundedSchema, PaymentSucceededSchema,
} from '#proto/berth/payment/v1/payment_events_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, uuidOfTypeId } from '../../runtime/ids.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { openStand, pay, payable, PLATFORM, rowsOf, SECRET, type Stand } from './stand.ts';

describe('webhooks', function () {
  this.timeout(60_000);
  let stand: Stand;
  before(async () => {
    stand = await openStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  const EVENTS = [PaymentCreatedSchema, PaymentFailedSchema, PaymentAuthorizedSchema, PaymentSucceededSchema, PaymentRefundedSchema];
  const published = (): number[] => EVENTS.map((schema) => stand.bench.count(schema));

  it('that never came are made up for by asking the provider', async () => {
    const held = await payable(stand);
    stand.sandbox.webhooks.pause();
    await pay(stand, held);
    stand.advance(2);
    await held.hears(PaymentAuthorizedSchema);
    await held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 7n });
    await held.hears(PaymentSucceededSchema);
    await stand.sandbox.webhooks.resume();
  });

  it('delivered five times and in any order, after everything was known, change nothing', async () => {
    stand.sandbox.webhooks.copies(5);
    stand.sandbox.webhooks.pause();
    const held = await payable(stand);
    await failureOf(pay(stand, held, 'pm_card_chargeDeclined'));
    await pay(stand, held);
    stand.advance(2);
    await held.hears(PaymentAuthorizedSchema);
    await held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 7n });
    await held.hears(PaymentSucceededSchema);
    const before = await stateOf(held.payment.id);
    const counts = published();
    await stand.sandbox.webhooks.resume('random', 42);
    await stand.sandbox.webhooks.settled();
    stand.sandbox.webhooks.copies(1);
    expect(await stateOf(held.payment.id)).to.deep.equal(before);
    expect(published()).to.deep.equal(counts);
    const kept = await rowsOf<{ type: string }>(stand, 'select type from provider_event where payment_id = $1', [uuidOfTypeId(held.payment.id)]);
    expect(kept.filter(({ type }) => type === 'payment_intent.succeeded')).to.have.length(1);
  });

  it('in reverse order end in the same state', async () => {
    stand.sandbox.webhooks.copies(3);
    stand.sandbox.webhooks.pause();
    const held = await payable(stand);
    await failureOf(pay(stand, held, 'pm_card_chargeDeclined'));
    await pay(stand, held);
    await stand.sandbox.webhooks.resume('reverse');
    stand.sandbox.webhooks.copies(1);
    await held.hears(PaymentAuthorizedSchema);
    await stand.sandbox.webhooks.settled();
    expect(await stateOf(held.payment.id)).to.deep.include({ status: 'authorized', reason: '', last_attempt: null });
  });

  it('join the trace of what they are about, not that of their delivery', async () => {
    const held = await payable(stand);
    await pay(stand, held);
    await held.hears(PaymentAuthorizedSchema);
    const [row] = await rowsOf<{ headers: Record<string, string> }>(
      stand,
      `select headers from outbox where type = 'payment.authorized' and key = $1`,
      [uuidOfTypeId(held.payment.id)],
    );
    expect(row?.headers['traceparent']).to.match(/^00-0af7651916cd43dd8448eb211c80319c-/);
  });

  describe('at the door', () => {
    const deliver = (body: string, more: { secret?: string; timestamp?: number; account?: string; provider?: string; caller?: Caller } = {}) => {
      const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: more.secret ?? SECRET, ...(more.timestamp && { timestamp: more.timestamp }) });
      const { provider = 'stripe', account = 'platform', caller = PLATFORM } = more;
      const headers = [{ name: 'stripe-signature', value: header }];
      return stand.payments.ingestWebhook({ provider, account, headers, body: Buffer.from(body) }, { caller });
    };
    const intent = { id: 'pi_unknown', object: 'payment_intent', status: 'canceled', client_secret: 'pi_unknown_secret_x', metadata: {}, currency: 'eur' };
    const event = (id: string, more: object = {}): string =>
      JSON.stringify({ id, object: 'event', type: 'payment_intent.canceled', created: 1_760_000_000, data: { object: intent }, ...more });
    const seconds = (offset: number): number => Math.floor(Date.now() / 1_000) + offset;

    it('about a payment of nobody are acknowledged and leave nothing, however many come', async () => {
      const before = await keptEvents();
      for (const id of Array.from({ length: 20 }, newId)) expect((await deliver(event(`evt_${id}`, { type: `made.up_${id}` }))).duplicate).to.equal(false);
      expect((await deliver(event(`evt_${newId()}`))).duplicate).to.equal(false);
      expect(await keptEvents()).to.equal(before);
    });

    it('about a payment are kept without its secrets, once', async () => {
      const held = await payable(stand);
      const { id, client_secret } = await stand.stripe.paymentIntents.retrieve(held.payment.providerReference);
      const body = event(`evt_${newId()}`, { type: 'payment_intent.processing', data: { object: { ...intent, id, client_secret, status: 'processing' } } });
      expect([(await deliver(body)).duplicate, (await deliver(body)).duplicate]).to.deep.equal([false, true]);
      const [row, ...others] = await rowsOf<{ payload: object }>(stand, `select payload from provider_event where type = 'payment_intent.processing' and payment_id = $1`, [uuidOfTypeId(held.payment.id)]);
      expect(JSON.stringify(row?.payload)).to.contain(id).and.not.contain('secret');
      expect(others).to.deep.equal([]);
    });

    it('are taken with the secret from before its rotation', async () => {
      expect((await deliver(event(`evt_${newId()}`), { secret: 'whsec_beforerotation' })).duplicate).to.equal(false);
    });

    const refused: readonly [string, () => Promise<unknown>, string][] = [
      ['forged', () => deliver(event('evt_1'), { secret: 'whsec_someoneelse' }), 'BAD_SIGNATURE'],
      ['without a signature', () => stand.payments.ingestWebhook({ provider: 'stripe', account: 'platform', body: Buffer.from('{}') }, { caller: PLATFORM }), 'BAD_SIGNATURE'],
      ['older than five minutes', () => deliver(event('evt_1'), { timestamp: seconds(-320) }), 'STALE_WEBHOOK'],
      ['from the future', () => deliver(event('evt_1'), { timestamp: seconds(320) }), 'STALE_WEBHOOK'],
      ['of the v2 API', () => deliver(event('evt_1', { object: 'v2.core.event' })), 'BAD_PAYLOAD'],
      ['no JSON', () => deliver('hello'), 'BAD_PAYLOAD'],
      ['of another provider', () => deliver(event('evt_1'), { provider: 'paypal' }), 'UNKNOWN_PROVIDER'],
      ['of an unknown account', () => deliver(event('evt_1'), { account: 'acct_1' }), 'NOT_FOUND'],
      ['handed in by a customer', () => deliver(event('evt_1'), { caller: { tenantId: newId(), subject: newId(), roles: ['user'] } }), 'ACCESS_DENIED'],
    ];
    for (const [name, work, reason] of refused) {
      it(`are refused: ${name}`, async () => expect(await failureOf(work())).to.include({ reason }));
    }
  });

  const keptEvents = async () => (await rowsOf<{ count: bigint }>(stand, `select (select count(*) from provider_event) + (select count(*) from request_log where method like '%/IngestWebhook') as count`))[0]?.count;

  async function stateOf(paymentId: string): Promise<Record<string, unknown> | undefined> {
    const [row] = await rowsOf(stand, 'select status, reason, captured_minor, last_attempt, method_label, version from payment where id = $1', [uuidOfTypeId(paymentId)]);
    return row;
  }
});
