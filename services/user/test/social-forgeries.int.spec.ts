/** What nobody is signed in by: forged tokens, stolen codes, and answers that come too late. */
import { expect } from 'chai';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { SocialProvider } from '#proto/berth/user/v1/social_service_pb.ts';
import type { Forgery } from '../../../deploy/dev/sandbox/apple/sandbox.ts';
import { flowIdOf } from '../social/flow-secrets.ts';
import { openSocialStand, PAGE, type SocialStand } from '../testing/social.ts';
import { reasonOf } from '../testing/people.ts';

const { GOOGLE, APPLE, FACEBOOK } = SocialProvider;
const secondsAgo = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;

describe('forged sign-ins at providers', function () {
  this.timeout(30_000);
  let social: SocialStand;
  before(async () => void (social = await openSocialStand()));
  after(() => social?.[Symbol.asyncDispose]());
  afterEach(() => social.apple.forge());

  const forgeries: readonly (readonly [string, Forgery])[] = [
    ['without a signature', { signature: 'none' }],
    ['signed by a stranger', { signature: 'stranger' }],
    ['of another issuer', { claims: { iss: 'https://appleid.apple.com' } }],
    ['for another client', { claims: { aud: 'example.other' } }],
    ['for several clients, whoever they are', { claims: { aud: ['example.berth', 'example.other'] } }],
    ['that has expired', { claims: { exp: secondsAgo(60) } }],
    ['with another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['of nobody', { claims: { sub: '' } }],
    ['of somebody with a name too long for anybody', { claims: { sub: 'x'.repeat(300) } }],
  ];
  for (const [what, forgery] of forgeries) {
    it(`an id_token ${what} is refused`, async () => {
      const back = await social.comeBack(APPLE, social.newcomer());
      social.apple.forge(forgery);
      expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_REFUSED');
      social.apple.forge();
      expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_STATE_INVALID');
    });
  }

  for (const emailVerified of [false, 'false', 1, 'yes']) {
    it(`an address that is verified ${JSON.stringify(emailVerified)} is proved by a mail`, async () => {
      const maria = social.newcomer();
      social.apple.forge({ emailVerified });
      expect(await reasonOf(social.finish(await social.comeBack(APPLE, maria)))).to.equal('none');
      await social.stand.mailTo(maria.email ?? '', AccountMailKind.VERIFY_EMAIL);
    });
  }

  it('a stolen code is no good without the verifier that only the browser’s secret makes', async () => {
    const tokenAt = (address: string, form: Readonly<Record<string, string>>) => fetch(address, { method: 'POST', body: new URLSearchParams(form) });
    const google = await social.comeBack(GOOGLE, social.newcomer());
    const client = { grant_type: 'authorization_code', client_id: 'berth-google', client_secret: 'google secret', redirect_uri: `${PAGE}/auth/callback/google` };
    for (const verifier of [{}, { code_verifier: 'x'.repeat(43) }]) {
      expect((await tokenAt(`${social.addresses.google}/token`, { ...client, ...verifier, code: google.code })).status).to.equal(400);
    }
    const facebook = await social.comeBack(FACEBOOK, social.newcomer());
    const app = { client_id: '4711', client_secret: 'facebook secret', redirect_uri: `${PAGE}/auth/callback/facebook`, code: facebook.code };
    expect((await tokenAt(`${social.addresses.facebook}/v24.0/oauth/access_token`, app)).status).to.equal(400);
  });

  it('neither state, nor nonce, nor verifier, nor code, nor the browser’s secret is stored', async () => {
    const begun = await social.begin(APPLE);
    const sent = new URL(begun.url).searchParams;
    const back = await social.visit(APPLE, begun, social.newcomer({ email: (await social.stand.register()).email }));
    expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_LINK_REQUIRED');
    const { relay } = social.stand.harness.service.database;
    const rows = await Promise.all(['social_flow', 'request_log', 'outbox', 'effect'].map((table) => relay.run(`select to_jsonb(t)::text as row from ${table} t`)));
    const stored = JSON.stringify(rows);
    expect(stored).to.contain(sent.get('redirect_uri'));
    for (const secret of [begun.state, begun.browserSecret, back.code, sent.get('nonce') ?? '', sent.get('code_challenge') ?? '']) {
      expect(secret).to.have.length.above(20);
      expect(stored).not.to.contain(secret);
      expect(stored).not.to.contain(Buffer.from(secret).toString('hex'));
    }
  });

  it('who comes back after ten minutes begins again, and nothing is left of the way', async () => {
    const back = await social.comeBack(GOOGLE, social.newcomer());
    social.advance(10);
    expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_STATE_INVALID');
    const { relay } = social.stand.harness.service.database;
    while ((await relay.run('select from social_flow where id = $1::uuid', [flowIdOf(back.state)])).length > 0);
    social.advance(-10);
    expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_STATE_INVALID');
  });

  it('a provider that is away takes no state with it', async () => {
    const back = await social.comeBack(APPLE, social.newcomer());
    await social.apple[Symbol.asyncDispose]();
    expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_PROVIDER_UNAVAILABLE');
    expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_PROVIDER_UNAVAILABLE');
  });
});
