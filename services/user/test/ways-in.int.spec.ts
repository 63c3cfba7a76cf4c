/** Whoever owns an account hears by mail how it is signed in to from now on, on real Postgres and NATS. */
import { expect } from 'chai';
import { AccountActivitySchema, AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind, AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { PasskeyService } from '#proto/berth/user/v1/passkey_service_pb.ts';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { SocialProvider } from '#proto/berth/user/v1/social_service_pb.ts';
import { codeAt } from '../testing/authenticator-app.ts';
import { softwareAuthenticator } from '../testing/authenticator.ts';
import { PASSWORD, type Person, type Stand } from '../testing/people.ts';
import { openSocialStand, type SocialStand } from '../testing/social.ts';

describe('changes of how somebody signs in', function () {
  this.timeout(30_000);
  let social: SocialStand;
  let stand: Stand;
  let ana: Person;

  before(async () => {
    social = await openSocialStand();
    ({ stand } = social);
  });
  after(() => social?.[Symbol.asyncDispose]());
  beforeEach(async () => void (ana = await stand.registerProved()));

  const isMailed = async (kind: AccountMailKind): Promise<void> => {
    const { displayName, userId, link } = await stand.mailTo(ana.email, kind);
    expect([displayName, userId, link]).to.deep.equal(['Ana', ana.session.user?.id, undefined]);
  };

  it('by a passkey are mailed', async () => {
    const passkeys = stand.harness.connect(PasskeyService);
    const as = social.acting(ana);
    const { optionsJson } = await passkeys.beginPasskeyRegistration({}, as);
    const { passkey } = await passkeys.finishPasskeyRegistration({ name: 'Phone', responseJson: softwareAuthenticator().create(optionsJson) }, as);
    await isMailed(AccountMailKind.PASSKEY_ADDED);
    await passkeys.removePasskey({ id: passkey?.id ?? '' }, as);
    await isMailed(AccountMailKind.PASSKEY_REMOVED);
  });

  it('by an account at a provider are mailed', async () => {
    const as = social.acting(ana);
    const { linkedIdentity } = await social.social.linkIdentity({ return: await social.comeBack(SocialProvider.GOOGLE, social.newcomer()) }, as);
    await isMailed(AccountMailKind.IDENTITY_LINKED);
    await social.social.unlinkIdentity({ id: linkedIdentity?.id ?? '' }, as);
    await isMailed(AccountMailKind.IDENTITY_UNLINKED);
  });

  it('by a second factor are mailed', async () => {
    const factors = stand.harness.connect(SecondFactorService);
    const { secret } = await factors.beginTotp({ password: PASSWORD }, ana);
    const { recoveryCodes } = await factors.confirmTotp({ code: codeAt(secret, new Date()) }, ana);
    await isMailed(AccountMailKind.SECOND_FACTOR_ENABLED);
    await factors.removeTotp({ password: PASSWORD, code: recoveryCodes[0] ?? '' }, ana);
    await isMailed(AccountMailKind.SECOND_FACTOR_REMOVED);
  });

  it('are mailed to nobody whose address was not proved: it may be a stranger’s', async () => {
    const squatter = await stand.register();
    await stand.mailTo(squatter.email, AccountMailKind.VERIFY_EMAIL);
    const mails = stand.bench.count(AccountMailRequestedSchema);
    const factors = stand.harness.connect(SecondFactorService);
    const { secret } = await factors.beginTotp({ password: PASSWORD }, squatter);
    await factors.confirmTotp({ code: codeAt(secret, new Date()) }, squatter);
    await stand.accounts.changePassword({ currentPassword: PASSWORD, newPassword: 'another horse' }, squatter);
    const isLast = ({ kind, userId }: { readonly kind: AccountActivityKind; readonly userId: string }) => kind === AccountActivityKind.PASSWORD_CHANGED && userId === squatter.session.user?.id;
    await stand.bench.seen(AccountActivitySchema, isLast);
    expect(stand.bench.count(AccountMailRequestedSchema)).to.equal(mails);
  });
});
