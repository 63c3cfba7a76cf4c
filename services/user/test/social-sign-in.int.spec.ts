/** Signing in with Google, Apple and Facebook: the whole way there and back, against sandboxes that speak their own formats. */
import { expect } from 'chai';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { SocialProvider } from '#proto/berth/user/v1/social_service_pb.ts';
import { openSocialStand, PAGE, type Back, type SocialStand } from '../testing/social.ts';
import { PASSWORD, reasonOf } from '../testing/people.ts';

const { GOOGLE, APPLE, FACEBOOK } = SocialProvider;

describe('signing in with an account at a provider', function () {
  this.timeout(30_000);
  let social: SocialStand;
  before(async () => void (social = await openSocialStand()));
  after(() => social?.[Symbol.asyncDispose]());

  it('lists the providers that are set up', async () => {
    const listed = async (pageOrigin: string) => (await social.social.listSocialProviders({ pageOrigin }, social.stand.anonymous())).providers;
    for (const origin of ['', PAGE]) expect(await listed(origin), origin).to.deep.equal([GOOGLE, APPLE, FACEBOOK]);
    expect(await listed('https://harbour.example'), 'a page that they do not lead back to').to.deep.equal([]);
  });

  for (const [name, provider] of [['Google', GOOGLE], ['Apple', APPLE], ['Facebook', FACEBOOK]] as const) {
    describe(name, () => {
      const signIn = async (person: Parameters<SocialStand['comeBack']>[1]) => (await social.finish(await social.comeBack(provider, person))).session;

      it('makes an account the first time and is the same person from then on, in every business', async () => {
        const maria = social.newcomer();
        const first = await signIn(maria);
        expect([first?.user?.email, first?.user?.displayName]).to.deep.equal([maria.email, 'Maria Santos']);
        expect((await signIn(maria))?.user?.id).to.equal(first?.user?.id);
        const elsewhere = await social.stand.addBusiness();
        const back = await social.visit(provider, await social.begin(provider, elsewhere), maria);
        const abroad = await social.social.finishSocialSignIn({ return: back }, social.stand.anonymous(elsewhere));
        expect(abroad.session?.user?.id).to.equal(first?.user?.id);
        expect(await reasonOf(social.stand.auth.refreshSession({ refreshToken: first?.refreshToken ?? '' }, social.stand.anonymous()))).to.equal('none');
      });

      it('knows people by what the provider calls them, not by an address that they change', async () => {
        const maria = social.newcomer();
        const { user } = (await signIn(maria)) ?? {};
        Object.assign(maria, { email: `moved-${maria.email}` });
        expect((await signIn(maria))?.user?.id).to.equal(user?.id);
        // Who gets the old address at the provider is somebody else.
        const heir = social.newcomer({ email: user?.email ?? '' });
        expect(await reasonOf(signIn(heir))).to.equal('SOCIAL_LINK_REQUIRED');
      });

      it('never signs in to an account that merely has the same address', async () => {
        for (const account of [await social.stand.register(), await social.stand.registerProved()]) {
          const impostor = social.newcomer({ email: account.email.toUpperCase() });
          expect(await reasonOf(signIn(impostor))).to.equal('SOCIAL_LINK_REQUIRED');
          expect(await reasonOf(signIn(impostor))).to.equal('SOCIAL_LINK_REQUIRED');
          expect((await social.social.listLinkedIdentities({}, account)).linkedIdentities).to.deep.equal([]);
        }
      });

      it('is finished once, in the browser and business that began it', async () => {
        const maria = social.newcomer();
        const back = await social.comeBack(provider, maria);
        const other = await social.begin(provider);
        expect(await reasonOf(social.finish({ ...back, browserSecret: other.browserSecret }))).to.equal('SOCIAL_STATE_INVALID');
        expect(await reasonOf(social.finish({ ...back, state: other.state }))).to.equal('SOCIAL_STATE_INVALID');
        expect(await reasonOf(social.social.finishSocialSignIn({ return: back }, social.stand.anonymous(await social.stand.addBusiness())))).to.equal('SOCIAL_STATE_INVALID');
        const outcomes = await Promise.all([reasonOf(social.finish(back)), reasonOf(social.finish(back)), reasonOf(social.finish(back))]);
        expect(outcomes.toSorted()).to.deep.equal(['SOCIAL_STATE_INVALID', 'SOCIAL_STATE_INVALID', 'none']);
        expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_STATE_INVALID');
      });

      it('takes no code but the one that this browser was given', async () => {
        const [maria, eve] = [social.newcomer(), social.newcomer()];
        const [mine, hers] = [await social.comeBack(provider, maria), await social.comeBack(provider, eve)];
        // Eve's code in Maria's browser would sign Maria in as Eve.
        expect(await reasonOf(social.finish({ ...mine, code: hers.code }))).to.equal('SOCIAL_REFUSED');
        // And that was her one try.
        expect(await reasonOf(social.finish(mine))).to.equal('SOCIAL_STATE_INVALID');
        expect(await reasonOf(social.finish({ ...(await social.comeBack(provider, maria)), code: 'made-up' }))).to.equal('SOCIAL_REFUSED');
      });

      it('takes no answer of another issuer or provider', async () => {
        const maria = social.newcomer();
        expect(await reasonOf(social.finish({ ...(await social.comeBack(provider, maria)), issuer: 'https://evil.example' }))).to.equal('SOCIAL_REFUSED');
        const mixedUp: Back = { ...(await social.comeBack(provider, maria)), provider: provider === GOOGLE ? APPLE : GOOGLE };
        expect(await reasonOf(social.finish(mixedUp))).to.equal('SOCIAL_STATE_INVALID');
      });

      it('sends people back to pages of this installation only', async () => {
        for (const pageOrigin of ['https://evil.example', `${PAGE}/`, `${PAGE}.evil.example`, 'null']) {
          expect(await reasonOf(social.social.beginSocialSignIn({ provider, pageOrigin }, social.stand.anonymous())), pageOrigin).to.equal('INVALID_FIELD');
        }
        const { url } = await social.begin(provider);
        const moved = new URL(url);
        moved.searchParams.set('redirect_uri', `${PAGE}/auth/callback/elsewhere`);
        expect(String(await social.visit(provider, { ...(await social.begin(provider)), url: moved.href }, social.newcomer()).catch(String))).to.match(/redirect/i);
      });
    });
  }

  it('Google: an answer without its issuer is refused, since Google names itself in each', async () => {
    const back = await social.comeBack(GOOGLE, social.newcomer());
    expect(back.issuer).not.to.equal('');
    expect(await reasonOf(social.finish({ ...back, issuer: '' }))).to.equal('SOCIAL_REFUSED');
  });

  it('Google vouches for addresses that it runs; others are proved by a mail', async () => {
    const elsewhere = social.newcomer({ email: `jonas-${Date.now()}@elsewhere.example`, workspace: 'harbour.example' });
    await social.finish(await social.comeBack(GOOGLE, elsewhere));
    await social.stand.mailTo(elsewhere.email ?? '', AccountMailKind.VERIFY_EMAIL);
    const vouched = social.newcomer();
    await social.finish(await social.comeBack(GOOGLE, vouched));
    const [row] = await social.stand.harness.service.database.relay.run<{ proved: boolean }>('select verified_time is not null as proved from identity where email = $1', [vouched.email]);
    expect(row?.proved).to.equal(true);
  });

  it('Apple: the name comes once, through the browser, and is kept; it is for display only', async () => {
    const maria = social.newcomer();
    const back = await social.comeBack(APPLE, maria);
    expect(JSON.parse(back.userJson)).to.deep.include({ name: { firstName: 'Maria', lastName: 'Santos' } });
    const forged = JSON.stringify({ name: { firstName: 'Root\u0000', lastName: 'Admin' }, email: 'boss@example.com', sub: 'somebody', email_verified: true });
    const { session } = await social.finish({ ...back, userJson: forged });
    expect([session?.user?.displayName, session?.user?.email]).to.deep.equal(['Root  Admin', maria.email]);
    const again = await social.comeBack(APPLE, maria);
    expect(again.userJson).to.equal('');
    expect((await social.finish(again)).session?.user?.displayName).to.equal('Root  Admin');
    for (const userJson of ['{', '[]', 'null', '{"name":7}', '{"name":{"firstName":7}}']) {
      expect(await reasonOf(social.finish({ ...(await social.comeBack(APPLE, social.newcomer())), userJson })), userJson).to.equal('none');
    }
  });

  it('Facebook proves no address: it is proved by a mail, and whoever owns it keeps nothing of a stranger’s', async () => {
    const eve = social.newcomer({ email: `victim-${Date.now()}@example.com` });
    const { session } = await social.finish(await social.comeBack(FACEBOOK, eve));
    await social.stand.mailTo(eve.email ?? '', AccountMailKind.VERIFY_EMAIL);
    const { accounts } = social.stand;
    await accounts.requestPasswordReset({ email: eve.email ?? '' }, social.stand.anonymous());
    const token = await social.stand.tokenIn(await social.stand.mailTo(eve.email ?? '', AccountMailKind.RESET_PASSWORD));
    await accounts.resetPassword({ token, newPassword: PASSWORD }, social.stand.anonymous());
    expect(await reasonOf(social.stand.auth.refreshSession({ refreshToken: session?.refreshToken ?? '' }, social.stand.anonymous()))).to.equal('SESSION_ENDED');
    expect(await reasonOf(social.finish(await social.comeBack(FACEBOOK, eve)))).to.equal('SOCIAL_LINK_REQUIRED');
    expect(await reasonOf(social.stand.auth.signIn({ email: eve.email ?? '', password: PASSWORD }, social.stand.anonymous()))).to.equal('none');
  });

  it('makes no account without an address', async () => {
    for (const provider of [GOOGLE, APPLE, FACEBOOK]) {
      for (const email of [undefined, 'no address', `${'x'.repeat(260)}@example.com`]) {
        expect(await reasonOf(social.finish(await social.comeBack(provider, social.newcomer({ email })))), `${provider} ${email}`).to.equal('SOCIAL_EMAIL_MISSING');
      }
    }
  });
});
