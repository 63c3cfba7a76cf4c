/** Tenants with accounts of their own at the provider: each one's money goes to their account and to no other, also while accounts are changed. */
import { expect } from 'chai';
import type Stripe from 'stripe';
import { BookingCancelledSchema, BookingClaimedSchema, BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { PaymentAccountMode, PaymentAccountService, type SetPaymentAccountRequest } from '#proto/berth/payment/v1/payment_account_service_pb.ts';
import { PaymentAuthorizedSchema, PaymentRefundedSchema, PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { eventually } from '../../runtime/events/test-stand.ts';
import { newId, uuidOfTypeId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { TIDY_RETIRED } from '../db/migrations/0015-retired-accounts-tidied.ts';
import { createSdk } from '../stripe/api.ts';
import { type Merchant, type Merchants, openMerchants } from './merchants.ts';
import { type Held, holdPlace, openStand, payable, rowsOf, SECRET_KEY, type Stand } from './stand.ts';

/** What makes an intent look paid. */
const PAID = {
  status: 'succeeded', amount_received: 4_500,
  latest_charge: { id: 'ch_forged', object: 'charge', status: 'succeeded', created: 1, payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } } },
};

/** In minutes. */
const DAY = 24 * 60;

type Wanted = Partial<Pick<SetPaymentAccountRequest, 'secretKey' | 'publishableKey' | 'webhookSecrets' | 'etag'>>;

describe('payment accounts of tenants', function () {
  this.timeout(60_000);
  let stand: Stand;
  let merchants: Merchants<'platform' | 'harbour' | 'clinic'>;
  let accounts: ClientOf<typeof PaymentAccountService.method>;

  before(async () => {
    merchants = await openMerchants('platform', 'harbour', 'clinic');
    merchants.addKey('platform', SECRET_KEY);
    stand = await openStand({ apiBase: merchants.url });
    accounts = stand.harness.connect(PaymentAccountService);
  });
  after(async () => {
    await stand?.[Symbol.asyncDispose]();
    await merchants?.[Symbol.asyncDispose]();
  });

  const adminOf = (tenantId: string): { caller: Caller } => ({ caller: { tenantId, subject: newId(), roles: ['admin'] } });
  const set = async (tenantId: string, merchant: Merchant, change: Wanted = {}) => {
    const { secretKey, publishableKey, webhookSecret } = merchant;
    const { account } = await accounts.setPaymentAccount({ secretKey, publishableKey, webhookSecrets: [webhookSecret], ...change }, adminOf(tenantId));
    if (!account) throw new Error('no account');
    return account;
  };
  /** A held place of a tenant, whose payment has been created. */
  const payableAt = async (tenantId: string) => payable(stand, 4_500n, tenantId);
  const sdkOf = ({ secretKey }: Merchant): Stripe => createSdk({ secretKey, apiBase: merchants.url });
  const payAt = (merchant: Merchant, { payment }: Awaited<ReturnType<typeof payableAt>>) => sdkOf(merchant).paymentIntents.confirm(payment.providerReference, { payment_method: 'pm_card_visa' });
  /** Of whom the merchant has heard: bookings whose intents it keeps. */
  const bookingsAt = ({ sandbox }: Merchant): (string | undefined)[] => sandbox.intents().map(({ metadata }) => metadata['berth_payable']);
  const takenAt = ({ sandbox }: Merchant): number => sandbox.balance().reduce((sum, { amount }) => sum + amount, 0);
  const claim = (held: Held & { payment: { id: string } }) => held.say(BookingClaimedSchema, { booking: held.booking, paymentId: held.payment.id, fence: 7n });

  const tell = async (path: string, secret: string, type: string, object: object): Promise<number> => {
    const payload = JSON.stringify({ id: `evt_${newId()}`, object: 'event', type, created: Math.floor(Date.now() / 1000), data: { object } });
    const signature = stand.stripe.webhooks.generateTestHeaderString({ payload, secret });
    return (await fetch(`${stand.door}${path}`, { method: 'POST', headers: { 'stripe-signature': signature }, body: payload })).status;
  };
  const intentOf = (merchant: Merchant, { payment }: Awaited<ReturnType<typeof payableAt>>) => sdkOf(merchant).paymentIntents.retrieve(payment.providerReference);
  const stateOf = async ({ payment }: Awaited<ReturnType<typeof payableAt>>) =>
    (await rowsOf<{ status: string; captured_minor: bigint }>(stand, 'select status, captured_minor from payment where id = $1', [uuidOfTypeId(payment.id)]))[0];

  it('take the whole of a payment to the account of its tenant, told by webhooks of that account', async () => {
    const { harbour, clinic, platform } = merchants.of;
    const [here, there] = [newId(), newId()];
    const account = await set(here, harbour);
    await set(there, clinic);
    expect(account).to.deep.include({ provider: 'stripe', providerReference: 'acct_harbour', mode: PaymentAccountMode.TEST, secretKeyLast4: 'bour', webhookSecretLast4s: ['bour'] });
    harbour.sandbox.webhooks.register({ url: `${stand.door}${account.webhookPath}`, secret: harbour.webhookSecret });
    const [one, other] = await Promise.all([payableAt(here), payableAt(there)]);
    const session = await stand.payments.getPaymentSession({ payable: { kind: PayableKind.BOOKING, id: one.booking.id } }, { caller: { tenantId: here, subject: 'service:booking', roles: ['service'] } });
    expect(session.publishableKey).to.equal(harbour.publishableKey);
    expect([bookingsAt(harbour), bookingsAt(clinic)]).to.deep.equal([[one.booking.id], [other.booking.id]]);

    await payAt(harbour, one);
    await one.hears(PaymentAuthorizedSchema);
    await claim(one);
    await one.hears(PaymentSucceededSchema);
    await one.say(BookingCancelledSchema, { booking: one.booking, refund: { amountMinor: 1_500n, currencyCode: 'EUR' } });
    await one.hears(PaymentRefundedSchema);
    expect(harbour.sandbox.payments().map(({ charges, refunds }) => [charges.length, refunds.length])).to.deep.equal([[1, 1]]);
    expect([takenAt(clinic), takenAt(platform)]).to.deep.equal([0, 0]);
    expect(bookingsAt(platform)).to.deep.equal([]);
    const { account: seen } = await accounts.getPaymentAccount({}, adminOf(here));
    expect(seen?.lastWebhookTime).not.to.equal(undefined);
    const { account: silent } = await accounts.getPaymentAccount({}, adminOf(there));
    expect(silent?.lastWebhookTime).to.equal(undefined);
  });

  it('leave a payment with the account that it began with when another is set, its key is changed, or it is removed', async () => {
    const { harbour, clinic, platform } = merchants.of;
    const tenantId = newId();
    const account = await set(tenantId, harbour);
    const first = await payableAt(tenantId);
    await set(tenantId, clinic);
    const second = await payableAt(tenantId);
    await accounts.removePaymentAccount({}, adminOf(tenantId));
    expect((await accounts.getPaymentAccount({}, adminOf(tenantId))).account).to.equal(undefined);
    const third = await payableAt(tenantId);
    expect([bookingsAt(harbour).includes(first.booking.id), bookingsAt(clinic).includes(second.booking.id), bookingsAt(platform).includes(third.booking.id)]).to.deep.equal([true, true, true]);

    // The first is paid now; its key was changed meanwhile, and the account is not in use any more.
    merchants.addKey('harbour', 'sk_test_changedharbour');
    expect((await set(tenantId, harbour, { secretKey: 'sk_test_changedharbour', webhookSecrets: [] })).id).to.equal(account.id);
    await accounts.removePaymentAccount({}, adminOf(tenantId));
    const before = [takenAt(clinic), takenAt(platform)];
    await payAt(harbour, first);
    stand.advance(2);
    await first.hears(PaymentAuthorizedSchema);
    await claim(first);
    await first.hears(PaymentSucceededSchema);
    await first.say(BookingCancelledSchema, { booking: first.booking, refund: { amountMinor: 4_500n, currencyCode: 'EUR' } });
    await first.hears(PaymentRefundedSchema);
    expect([takenAt(clinic), takenAt(platform)]).to.deep.equal(before);
    expect((await sdkOf(harbour).paymentIntents.retrieve(first.payment.providerReference)).status).to.equal('succeeded');
  });

  it('take webhooks of an account with its own secrets only, two while they are changed', async () => {
    const { harbour, clinic } = merchants.of;
    const tenantId = newId();
    const account = await set(tenantId, harbour, { webhookSecrets: ['whsec_beforechange', 'whsec_afterchange'] });
    const foreign = await set(newId(), clinic);
    const send = (path: string, secret: string): Promise<number> => tell(path, secret, 'customer.created', { id: 'cus_1', object: 'customer' });
    expect(await Promise.all(['whsec_beforechange', 'whsec_afterchange'].map((secret) => send(account.webhookPath, secret)))).to.deep.equal([200, 200]);
    for (const [path, secret] of [[account.webhookPath, clinic.webhookSecret], [foreign.webhookPath, 'whsec_afterchange'], ['/webhooks/stripe', 'whsec_afterchange']] as const) {
      expect(await send(path, secret), `${path} with another's secret`).to.equal(400);
    }
    await set(tenantId, harbour, { secretKey: '', webhookSecrets: ['whsec_afterchange'] });
    expect(await send(account.webhookPath, 'whsec_beforechange')).to.equal(400);
  });

  describe('sign their own webhooks, so a webhook of theirs', () => {
    /** A webhook is delivered, and the provider is asked about the payment because of it. */
    async function asksAbout({ payment: { providerReference } }: Awaited<ReturnType<typeof payableAt>>, deliver: () => Promise<number>): Promise<void> {
      const before = merchants.asked(providerReference);
      expect(await deliver()).to.equal(200);
      await eventually('the provider was asked', () => merchants.asked(providerReference) > before);
    }

    it('that tells of money which nobody paid changes nothing: the provider is asked', async () => {
      const { harbour } = merchants.of;
      const tenantId = newId();
      const { webhookPath } = await set(tenantId, harbour);
      const held = await payableAt(tenantId);
      const forged = { ...(await intentOf(harbour, held)), ...PAID };
      await asksAbout(held, () => tell(webhookPath, harbour.webhookSecret, 'payment_intent.succeeded', forged));
      await payAt(harbour, held);
      await tell(webhookPath, harbour.webhookSecret, 'payment_intent.canceled', { ...forged, status: 'canceled' });
      // What the provider answers is all that is heard: authorised, not captured and not cancelled.
      await held.hears(PaymentAuthorizedSchema);
      expect(await stateOf(held)).to.deep.equal({ status: 'authorized', captured_minor: 0n });
    });

    it('that gives back what nobody gave back changes nothing', async () => {
      const { harbour } = merchants.of;
      const tenantId = newId();
      const { webhookPath } = await set(tenantId, harbour);
      const held = await payableAt(tenantId);
      await payAt(harbour, held);
      stand.advance(2);
      await held.hears(PaymentAuthorizedSchema);
      await claim(held);
      await held.hears(PaymentSucceededSchema);
      const refund = { id: 're_forged', object: 'refund', amount: 4_500, currency: 'eur', status: 'succeeded', payment_intent: held.payment.providerReference, metadata: {} };
      await asksAbout(held, () => tell(webhookPath, harbour.webhookSecret, 'refund.created', refund));
      expect(await stateOf(held)).to.deep.equal({ status: 'succeeded', captured_minor: 4_500n });
      // One that was made at the provider's console is heard of all the same.
      await sdkOf(harbour).refunds.create({ payment_intent: held.payment.providerReference, amount: 500 });
      await tell(webhookPath, harbour.webhookSecret, 'refund.created', refund);
      await held.hears(PaymentRefundedSchema);
      expect((await stateOf(held))?.captured_minor).to.equal(4_500n);
    });

    it('that names a payment of another business, or of the platform’s account, is nothing to anybody', async () => {
      const { harbour, clinic, platform } = merchants.of;
      const [thief, there] = [newId(), newId()];
      const { webhookPath } = await set(thief, harbour);
      await set(there, clinic);
      const own = await payableAt(thief);
      const victims: readonly [Merchant, Awaited<ReturnType<typeof payableAt>>][] = [[clinic, await payableAt(there)], [platform, await payableAt(newId())]];
      for (const [merchant, held] of victims) {
        const [intent, state] = [await intentOf(merchant, held), await stateOf(held)];
        const { asked } = merchants;
        const before = asked(intent.id);
        for (const id of [intent.id, 'pi_of_nobody']) {
          expect(await tell(webhookPath, harbour.webhookSecret, 'payment_intent.succeeded', { ...intent, ...PAID, id })).to.equal(200);
        }
        // Whatever these had led to comes before what follows.
        await asksAbout(own, () => tell(webhookPath, harbour.webhookSecret, 'payment_intent.processing', { ...intent, id: own.payment.providerReference }));
        expect(await stateOf(held)).to.deep.equal(state);
        expect([asked(intent.id), asked('pi_of_nobody')]).to.deep.equal([before, 0]);
      }
    });

    it('leaves one row, whatever it tells and however often', async () => {
      const { harbour } = merchants.of;
      const tenantId = newId();
      const { webhookPath, id } = await set(tenantId, harbour);
      const held = await payableAt(tenantId);
      const intent = await intentOf(harbour, held);
      for (let round = 0; round < 5; round += 1) {
        const told = [tell(webhookPath, harbour.webhookSecret, `made.up_${round}`, { id: 'x', object: 'x' }), tell(webhookPath, harbour.webhookSecret, 'payment_intent.processing', intent)];
        expect(await Promise.all(told)).to.deep.equal([200, 200]);
      }
      const kept = await rowsOf<{ tenant_id: string; payload: object }>(stand, 'select tenant_id, payload from provider_event where account = $1', [uuidOfTypeId(id)]);
      expect(kept).to.deep.equal([{ tenant_id: tenantId, payload: {} }]);
      expect((await accounts.getPaymentAccount({}, adminOf(tenantId))).account?.lastWebhookTime).not.to.equal(undefined);
    });
  });

  it('are kept only when the provider knows the key, and both keys are of one mode', async () => {
    const { harbour } = merchants.of;
    const tenantId = newId();
    const refusal = (change: Wanted) => failureOf(set(tenantId, harbour, change));
    expect(await refusal({ secretKey: 'sk_test_unknowntostripe' })).to.include({ code: 'INVALID_ARGUMENT', reason: 'SECRET_KEY_REFUSED' });
    expect(await refusal({ publishableKey: 'pk_live_anothermode0' })).to.include({ code: 'INVALID_ARGUMENT', reason: 'KEYS_OF_TWO_MODES' });
    expect(await refusal({ secretKey: '' })).to.include({ code: 'INVALID_ARGUMENT', reason: 'SECRET_KEY_REQUIRED' });
    expect(await refusal({ secretKey: 'sk_test_short' })).to.include({ code: 'INVALID_ARGUMENT' }).and.have.property('message').that.does.not.include('sk_test_short');
    expect((await accounts.getPaymentAccount({}, adminOf(tenantId))).account).to.equal(undefined);
    const { etag } = await set(tenantId, harbour);
    await set(tenantId, harbour, { etag });
    expect(await refusal({ etag })).to.include({ code: 'ABORTED' });
    expect(await failureOf(accounts.removePaymentAccount({ etag }, adminOf(tenantId)))).to.include({ code: 'ABORTED' });
    expect(await failureOf(accounts.removePaymentAccount({}, adminOf(newId())))).to.include({ code: 'NOT_FOUND' });
    for (const role of ['user', 'provider'] as const) {
      expect(await failureOf(accounts.getPaymentAccount({}, { caller: { tenantId, subject: newId(), roles: [role] } }))).to.include({ code: 'PERMISSION_DENIED' });
    }
  });

  it('are changed by who is an administrator now, in a session that is open: a token alone is not enough', async () => {
    const { harbour } = merchants.of;
    const tenantId = newId();
    const { secretKey, publishableKey } = harbour;
    const { users } = stand;
    const [dismissed, elsewhere] = [adminOf(tenantId).caller, { ...adminOf(tenantId).caller, session: newId() }];
    await set(tenantId, harbour);
    for (const caller of [elsewhere, dismissed]) await accounts.setPaymentAccount({ secretKey, publishableKey }, { caller });
    users.dismissed.add(dismissed.subject);
    users.ended.add(elsewhere.session);
    const before = await accounts.getPaymentAccount({}, adminOf(tenantId));
    for (const [caller, reason] of [[dismissed, 'NO_ADMINISTRATOR'], [elsewhere, 'SESSION_ENDED']] as const) {
      expect(await failureOf(accounts.setPaymentAccount({ secretKey: merchants.of.clinic.secretKey, publishableKey }, { caller }))).to.include({ reason });
      expect(await failureOf(accounts.removePaymentAccount({}, { caller }))).to.include({ reason });
    }
    expect(await accounts.getPaymentAccount({}, adminOf(tenantId))).to.deep.equal(before);
  });

  it('lose their keys when they are not used any more and no payment can need them', async () => {
    const { harbour, clinic } = merchants.of;
    const [tenantId, other] = [newId(), newId()];
    const kept = async () => (await rowsOf<{ references: string[] }>(stand, 'select array(select reference from payment_account where tenant_id = $1 order by reference) as references', [tenantId]))[0]?.references;
    await set(tenantId, harbour);
    const held = await payableAt(tenantId);
    await payAt(harbour, held);
    await set(tenantId, clinic);
    const old = await set(other, harbour);
    await set(other, clinic);
    stand.advance(2 * DAY);
    // Of two that rest, one never had a payment.
    await eventually('the other business has one left', async () => {
      const rows = await rowsOf(stand, 'select reference from payment_account where tenant_id = $1', [other]);
      return rows.length === 1;
    });
    expect((await tell(old.webhookPath, harbour.webhookSecret, 'customer.created', { id: 'cus_1', object: 'customer' }))).to.equal(503);
    expect(await kept()).to.deep.equal(['acct_clinic', 'acct_harbour']);
    await held.hears(PaymentAuthorizedSchema);
    await claim(held);
    await held.hears(PaymentSucceededSchema);
    stand.advance(200 * DAY);
    await held.say(BookingCancelledSchema, { booking: held.booking, refund: { amountMinor: 1_000n, currencyCode: 'EUR' } });
    await held.hears(PaymentRefundedSchema);
    expect(await kept()).to.deep.equal(['acct_clinic', 'acct_harbour']);
    stand.advance(401 * DAY);
    await eventually('its keys are gone', async () => (await kept())?.length === 1);
    expect(await kept()).to.deep.equal(['acct_clinic']);
    expect((await set(tenantId, harbour)).providerReference).to.equal('acct_harbour');
  });

  it('lose them as well when they were left before anything looked after them', async () => {
    const tenantId = newId();
    await set(tenantId, merchants.of.harbour);
    await set(tenantId, merchants.of.clinic);
    await rowsOf(stand, `delete from effect where name = 'tidyAccounts' and tenant_id = $1 returning id`, [tenantId]);
    await rowsOf(stand, `${TIDY_RETIRED} returning id`);
    stand.advance(2 * DAY);
    await eventually('the other account is gone', async () => (await rowsOf(stand, 'select id from payment_account where tenant_id = $1', [tenantId])).length === 1);
  });

  it('show no secret in any table, event or answer, and open in no other row', async () => {
    const { harbour } = merchants.of;
    const [tenantId, thief] = [newId(), newId()];
    await set(tenantId, harbour, { webhookSecrets: ['whsec_canaryofwebhooks'] });
    await payableAt(tenantId);
    const { relay } = stand.harness.service.database;
    const tables = await relay.run<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
    for (const { name } of tables) {
      const [{ found } = { found: 0n }] = await relay.run<{ found: bigint }>(
        `select count(*) as found from "${name}" t where t::text like any($1::text[])`,
        [[harbour.secretKey, 'whsec_canaryofwebhooks'].map((secret) => `%${secret}%`)],
      );
      expect(found, name).to.equal(0n);
    }
    // Somebody who may write to the database moves the account to a tenant of theirs: its key does not come along.
    await relay.run(`insert into payment_account select $2::uuid, (r).id, (r).version, (r).provider, (r).reference, (r).mode, (r).publishable_key, (r).secret_key, (r).webhook_secrets, true, now(), now()
                     from (select a as r from payment_account a where tenant_id = $1) s`, [tenantId, thief]);
    const held = holdPlace(stand, 4_500n, thief);
    await held.say(BookingCreatedSchema, { booking: held.booking, paymentRequired: true });
    const [effect] = await rowsOf<{ error: string }>(stand, `select last_error as error from effect where tenant_id = $1 and last_error is not null`, [thief]);
    expect(effect?.error).to.match(/was changed, or belongs to another row/);
  });
});
