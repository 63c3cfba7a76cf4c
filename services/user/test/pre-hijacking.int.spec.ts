/**
 * Somebody makes an account with an address that is not theirs and waits for its owner: once the owner proves the address, nothing of
 * what was made before leads in. The kinds are those of Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX Security 2022).
 */
import { expect } from 'chai';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { PasskeyService } from '#proto/berth/user/v1/passkey_service_pb.ts';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { SocialProvider } from '#proto/berth/user/v1/social_service_pb.ts';
import { newId } from '../../runtime/ids.ts';
import { loadServices } from '../../runtime/rpc/contract.ts';
import { softwareAuthenticator } from '../testing/authenticator.ts';
import { codeAt } from '../testing/authenticator-app.ts';
import { PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';
import { openSocialStand, type SocialStand } from '../testing/social.ts';

const { GOOGLE, FACEBOOK } = SocialProvider;
const OWNERS_PASSWORD = 'a horse of her own';

describe('an account that somebody made with the address of another', function () {
  this.timeout(30_000);
  let social: SocialStand;
  let stand: Stand;
  /** Of the owner, whose address Google vouches for. */
  let email: string;

  before(async () => {
    social = await openSocialStand();
    ({ stand } = social);
  });
  after(() => social?.[Symbol.asyncDispose]());
  beforeEach(() => void (email = `ana-${newId()}@harbour.example`));

  const passkeys = () => stand.harness.connect(PasskeyService);
  const factors = () => stand.harness.connect(SecondFactorService);
  const squat = (): Promise<Person> => stand.register({ email, displayName: 'Squatter' });
  const refresh = ({ session: { refreshToken } }: Person) => reasonOf(stand.auth.refreshSession({ refreshToken }, stand.anonymous()));
  const signIn = (password: string) => stand.auth.signIn({ email, password }, stand.anonymous());
  /** The owner has the mailbox, and takes the account by it. */
  async function claim(): Promise<Person> {
    await stand.accounts.requestPasswordReset({ email }, stand.anonymous());
    const token = await stand.tokenIn(await stand.mailTo(email, AccountMailKind.RESET_PASSWORD));
    await stand.accounts.resetPassword({ token, newPassword: OWNERS_PASSWORD }, stand.anonymous());
    return stand.personOf((await signIn(OWNERS_PASSWORD)).session);
  }
  const isLetIn = async (provider: SocialProvider, person: ReturnType<SocialStand['newcomer']>) => reasonOf(social.finish(await social.comeBack(provider, person)));

  it('by a password is not merged with what its owner has at a provider (classic-federated merge)', async () => {
    const squatter = await squat();
    const owner = social.newcomer({ email });
    const back = await social.comeBack(GOOGLE, owner);
    expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_LINK_REQUIRED');
    const ana = await claim();
    await social.social.linkIdentity({ return: { ...back, code: '' } }, social.acting(ana));
    expect(await isLetIn(GOOGLE, owner)).to.equal('none');
    expect(await reasonOf(signIn(PASSWORD))).to.equal('WRONG_CREDENTIALS');
    expect(await refresh(squatter)).to.equal('SESSION_ENDED');
  });

  it('does nothing any more by a session that goes on (unexpired session)', async () => {
    const squatter = await squat();
    const elsewhere = stand.personOf((await stand.auth.signIn({ email, password: PASSWORD }, stand.anonymous(await stand.addBusiness()))).session);
    // The squatter keeps one session through a change of the password.
    const kept = social.acting(squatter);
    await stand.accounts.changePassword({ currentPassword: PASSWORD, newPassword: 'the horse of a squatter' }, kept);
    await claim();
    expect([await refresh(squatter), await refresh(elsewhere)]).to.deep.equal(['SESSION_ENDED', 'SESSION_ENDED']);
    const acts = [
      stand.accounts.changePassword({ currentPassword: OWNERS_PASSWORD, newPassword: PASSWORD }, kept),
      social.social.linkIdentity({ return: await social.comeBack(FACEBOOK, social.newcomer()) }, kept),
      passkeys().beginPasskeyRegistration({}, kept).then(({ optionsJson }) => passkeys().finishPasskeyRegistration({ name: 'Mine', responseJson: softwareAuthenticator().create(optionsJson) }, kept)),
      stand.accounts.signOutEverywhere({ keepCurrent: true }, kept),
    ];
    expect(await Promise.all(acts.map(reasonOf))).to.deep.equal(['SESSION_ENDED', 'SESSION_ENDED', 'SESSION_ENDED', 'SESSION_ENDED']);
  });

  it('has no other way in that stays: neither an account at a provider, nor a passkey, nor a second factor (trojan identifier)', async () => {
    const attacker = social.newcomer({ email });
    const squatter = stand.personOf((await social.finish(await social.comeBack(FACEBOOK, attacker))).session);
    expect(await reasonOf(passkeys().beginPasskeyRegistration({}, squatter))).to.equal('EMAIL_NOT_VERIFIED');
    // Its owner presses the link of a mail that they did not expect: that helps nobody.
    const token = await stand.tokenIn(await stand.mailTo(email, AccountMailKind.VERIFY_EMAIL));
    expect(await reasonOf(stand.accounts.verifyEmail({ token }, stand.anonymous()))).to.equal('SIGN_IN_REQUIRED');
    await claim();
    expect(await isLetIn(FACEBOOK, attacker)).to.equal('SOCIAL_LINK_REQUIRED');
    expect(await refresh(squatter)).to.equal('SESSION_ENDED');
  });

  it('does not lock its owner out by a second factor (trojan identifier)', async () => {
    const squatter = await squat();
    const { secret } = await factors().beginTotp({ password: PASSWORD }, squatter);
    await factors().confirmTotp({ code: codeAt(secret, new Date()) }, squatter);
    const ana = await claim();
    expect((await factors().getSecondFactor({}, ana)).enabled).to.equal(false);
  });

  it('finishes nothing that was begun before (unexpired change)', async () => {
    const squatter = social.acting(await squat());
    const begun = await social.comeBack(FACEBOOK, social.newcomer({ email: `eve-${newId()}@example.com` }));
    const ana = await claim();
    expect(await reasonOf(social.social.linkIdentity({ return: begun }, squatter))).to.equal('SESSION_ENDED');
    expect((await social.social.listLinkedIdentities({}, ana)).linkedIdentities).to.deep.equal([]);
    // No address of an account is ever changed, so no change of one waits for its link.
    const changesAddress = (await loadServices()).flatMap(({ methods }) => methods).filter(({ name }) => /(Change|Update|Set)\w*Email/.test(name));
    expect(changesAddress).to.deep.equal([]);
  });

  it('is not entered by a provider that vouches for no address (non-verifying provider)', async () => {
    const ana = await stand.registerProved();
    expect(await isLetIn(FACEBOOK, social.newcomer({ email: ana.email }))).to.equal('SOCIAL_LINK_REQUIRED');
    expect(await isLetIn(GOOGLE, social.newcomer({ email: ana.email, emailVerified: false, workspace: '' }))).to.equal('SOCIAL_LINK_REQUIRED');
  });
});
