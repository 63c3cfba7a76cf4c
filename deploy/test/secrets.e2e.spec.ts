/** Secrets of the settings and of people reach no table, event, span or log, in whatever is done with them or fails. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { berthError, createBerth, memorySessions, type Berth } from '@berth/sdk';
import { expect } from 'chai';
import { codeOf, stepAt } from '../../services/user/totp.ts';
import { startNetwork, type Network } from './network.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from './pay.ts';
import { findIn } from './secret-scan.ts';

const PASSWORD = 'canary password 71c5';

describe('secrets', function () {
  this.timeout(240_000);
  let network: Network;
  const canaries = new Map<string, string>();
  /** What callers were told when something failed. */
  const refusals: string[] = [];
  const email = `zoe.${Date.now()}@canary.example`;

  before(async () => {
    network = await startNetwork({ processes: true, env: { LOG_LEVEL: 'trace' } });
  });
  after(() => network?.[Symbol.asyncDispose]());

  const guest = (): Berth => createBerth({ baseUrl: network.url, tenant: network.shop.slug, sessions: memorySessions() });
  const refused = async (work: Promise<unknown>): Promise<void> => {
    refusals.push(await work.then(() => 'nothing was refused', (error: unknown) => JSON.stringify(berthError(error))));
  };
  /** What stands behind the `#` of the link in a mail. */
  const tokenIn = async (subject: RegExp): Promise<string> => {
    const mail = await network.berth.providers.sandboxes.mail?.find((candidate) => candidate.to.some((to) => to.includes(email)) && subject.test(candidate.subject));
    return new URL(/http\S+#\S+/.exec(mail?.text ?? '')?.[0] ?? '').hash.slice(1);
  };
  const bytesOf = (base32: string): Buffer => {
    const bits = [...base32].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  };

  async function book(client: Berth): Promise<void> {
    const booking = await holdAt(network, client, await network.shop.session(network.shop.paid), { consent: true });
    const checkout = await readyCheckout(client, booking.id);
    canaries.set('secret of a payment', checkout.clientSecret);
    await payWith(network, checkout, CARDS.declined);
    await payWith(network, checkout, CARDS.good);
    await until(client, booking.id, (_, steps) => ['receipt.generated', 'notification.sent'].every((step) => steps.includes(step)), 60_000);
  }

  async function liveWithAnAccount(): Promise<void> {
    const first = await guest().register({ email, password: PASSWORD, displayName: 'Zoë Canary', phoneNumber: '+351912345678' });
    canaries.set('password', PASSWORD).set('access token', first.accessToken).set('refresh token', first.refreshToken);
    const zoe = guest();
    const session = await zoe.signIn({ email, password: PASSWORD });
    canaries.set('second access token', session.accessToken).set('second refresh token', session.refreshToken);
    await book(zoe);
    await refused(guest().signIn({ email, password: `${PASSWORD}, wrong` }));
    canaries.set('token of a link', await tokenIn(/Confirm your e-mail/));
    await zoe.accounts.verifyEmail({ token: canaries.get('token of a link') ?? '' });
    await refused(guest().accounts.resetPassword({ token: canaries.get('token of a link') ?? '', newPassword: `${PASSWORD}, new` }));
    const { secret } = await zoe.secondFactors.beginTotp({ password: PASSWORD });
    const { recoveryCodes } = await zoe.secondFactors.confirmTotp({ code: codeOf(bytesOf(secret), stepAt(new Date())) });
    canaries.set('secret of a second factor', secret).set('… as bytes', bytesOf(secret).toString('base64url')).set('… in hexadecimal', bytesOf(secret).toString('hex'));
    recoveryCodes.forEach((code, at) => canaries.set(`recovery code ${at}`, code));
    await refused(guest().signIn({ email, password: PASSWORD }));
    await guest().signIn({ email, password: PASSWORD, secondFactorCode: recoveryCodes[0] ?? '' });
    // The first session's token is used twice: somebody has stolen it.
    const { session: next } = await guest().auth.refreshSession({ refreshToken: first.refreshToken });
    const { session: last } = await guest().auth.refreshSession({ refreshToken: next?.refreshToken ?? '' });
    await refused(guest().auth.refreshSession({ refreshToken: first.refreshToken }));
    canaries.set('third refresh token', last?.refreshToken ?? '');
    await refused(zoe.accounts.changePassword({ currentPassword: `${PASSWORD}, not it`, newPassword: `${PASSWORD}, changed` }));
    await zoe.accounts.changePassword({ currentPassword: PASSWORD, newPassword: `${PASSWORD}, changed` });
  }

  async function administer(): Promise<void> {
    const admin = await network.admin();
    const { apiKey, secret } = await admin.apiKeys.createApiKey({ name: 'Till', scopes: ['bookings:read'] });
    canaries.set('API key', secret);
    const till = createBerth({ baseUrl: network.url, apiKey: secret });
    await till.bookings.listBookings({});
    await refused(till.users.getMe({}));
    await admin.apiKeys.revokeApiKey({ id: apiKey?.id ?? '' });
    const keys = { secretKey: network.berth.providers.env['STRIPE_SECRET_KEY'] ?? '', publishableKey: network.berth.providers.env['STRIPE_PUBLISHABLE_KEY'] ?? '' };
    canaries.set("business's webhook secret", 'whsec_canaryofabusiness').set('key that Stripe refuses', 'sk_test_canaryrefusedbystripe');
    await refused(admin.paymentAccounts.setPaymentAccount({ ...keys, secretKey: 'sk_test_canaryrefusedbystripe' }));
    const { account } = await admin.paymentAccounts.setPaymentAccount({ ...keys, webhookSecrets: ['whsec_canaryofabusiness'] });
    await fetch(`${network.url}${account?.webhookPath}`, { method: 'POST', headers: { 'stripe-signature': `t=1,v1=${'0'.repeat(64)}` }, body: '{}' });
    await admin.paymentAccounts.removePaymentAccount({});
  }

  /** Secrets where none is expected. */
  async function mistakeSecrets(): Promise<void> {
    for (const text of [PASSWORD, canaries.get('refresh token') ?? '', canaries.get('API key') ?? '']) {
      await refused(guest().bookings.getBooking({ id: text }));
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${text}`, 'berth-tenant': network.shop.slug };
      for (const body of [`{"${text}": 1}`, `${text}`, JSON.stringify({ pageToken: text })]) {
        refusals.push(await (await fetch(`${network.url}/berth.booking.v1.BookingService/ListBookings`, { method: 'POST', headers, body })).text());
      }
    }
  }

  it('of the settings and of people are nowhere but where they belong', async () => {
    const kept: Record<string, string> = JSON.parse(await readFile(join(network.settings.dataDir, 'secrets.json'), 'utf8'));
    // The publishable key is what its name says.
    for (const [name, value] of Object.entries(kept)) if (name !== 'stripe.publishable') canaries.set(name, value.startsWith('{') ? String(JSON.parse(value).d) : value);
    await liveWithAnAccount();
    await administer();
    await mistakeSecrets();

    // That the looking finds what is there: in tables, in events within them and at the broker, and in logs.
    const seen = await findIn(network, new Map([['address', email], ['refusal of a webhook', 'was turned away']]));
    expect(seen).to.include.members(['address in user.identity', 'address in user.outbox', 'address in the broker', 'refusal of a webhook in logs']);
    // The page gets a payment's secret from the payment service alone.
    expect(await findIn(network, canaries)).to.deep.equal(['secret of a payment in payment.payment']);
  });

  it('are in nothing that callers are told, whatever they got wrong', () => {
    expect(refusals).to.have.length.greaterThan(15);
    for (const refusal of refusals) {
      expect(refusal).not.to.equal('nothing was refused');
      for (const [what, text] of canaries) expect(refusal.includes(text), `${what} in a refusal: ${refusal.slice(0, 60)}`).to.equal(false);
    }
  });
});
