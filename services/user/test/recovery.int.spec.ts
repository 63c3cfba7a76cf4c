/** Proved addresses and forgotten passwords, on real Postgres and NATS. */
import { toJsonString } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { AccountActivitySchema, AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind, AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

const { VERIFY_EMAIL, RESET_PASSWORD, PASSWORD_CHANGED } = AccountMailKind;
const MINUTE = 60_000;

describe('recovery of accounts', function () {
  this.timeout(30_000);
  let stand: Stand;
  /** How far the service's clock is ahead. */
  let ahead = 0;

  before(async () => {
    stand = await openStand({ now: () => new Date(Date.now() + ahead) });
  });
  after(() => stand?.[Symbol.asyncDispose]());
  beforeEach(() => void (ahead = 0));

  const verify = (token: string, as: Pick<Person, 'caller'>) => stand.accounts.verifyEmail({ token }, as);
  const reset = (token: string, newPassword: string) => stand.accounts.resetPassword({ token, newPassword }, stand.anonymous());
  const forgot = (email: string) => stand.accounts.requestPasswordReset({ email }, stand.anonymous());
  const signIn = (email: string, password: string) => reasonOf(stand.auth.signIn({ email, password }, stand.anonymous()));
  const resetToken = async (email: string, serial = 1): Promise<string> => stand.tokenIn(await stand.mailTo(email, RESET_PASSWORD, serial));

  it('proves an address by the link that registering mails, once', async () => {
    const { email, caller } = await stand.register();
    expect((await stand.users.getMe({}, { caller })).emailVerifyTime).to.equal(undefined);
    const token = await stand.tokenIn(await stand.mailTo(email, VERIFY_EMAIL));
    await verify(token, { caller });
    expect((await stand.users.getMe({}, { caller })).emailVerifyTime).not.to.equal(undefined);
    expect(await reasonOf(verify(token, { caller }))).to.equal('LINK_INVALID');
  });

  it('takes a link for its own purpose, number and business only', async () => {
    const ana = await stand.register();
    const token = await stand.tokenIn(await stand.mailTo(ana.email, VERIFY_EMAIL));
    const [id = '', , mac = ''] = token.split('.');
    const elsewhere = { caller: { ...ana.caller, tenantId: await stand.addBusiness() } };
    expect(await reasonOf(reset(token, 'another horse'))).to.equal('LINK_INVALID');
    expect(await reasonOf(verify(`${id}.2.${mac}`, ana))).to.equal('LINK_INVALID');
    expect(await reasonOf(verify(token, elsewhere))).to.equal('LINK_INVALID');
    expect(await reasonOf(verify(token, ana))).to.equal('none');
  });

  it('proves an address for who is signed in to its account, in a session that goes on, and for nobody else', async () => {
    const squatter = await stand.register();
    const token = await stand.tokenIn(await stand.mailTo(squatter.email, VERIFY_EMAIL));
    // Who owns the mailbox presses the link, and has never made an account.
    expect(await reasonOf(stand.accounts.verifyEmail({ token }, stand.anonymous()))).to.equal('SIGN_IN_REQUIRED');
    expect(await reasonOf(verify(token, await stand.register()))).to.equal('LINK_OF_ANOTHER');
    const session = fromTypeId('sid', squatter.session.id, 'id');
    await stand.accounts.signOutEverywhere({}, squatter);
    expect(await reasonOf(verify(token, { caller: { ...squatter.caller, session } }))).to.equal('SESSION_ENDED');
    expect((await stand.users.getMe({}, squatter)).emailVerifyTime).to.equal(undefined);
    expect(await reasonOf(verify(token, squatter))).to.equal('none');
  });

  it('mails another link after a minute, which voids the first', async () => {
    const { email, caller } = await stand.register();
    const first = await stand.tokenIn(await stand.mailTo(email, VERIFY_EMAIL));
    expect(await reasonOf(stand.accounts.requestEmailVerification({}, { caller }))).to.equal('TOO_MANY_MAILS');
    ahead = 2 * MINUTE;
    await stand.accounts.requestEmailVerification({}, { caller });
    const second = await stand.tokenIn({ ...(await stand.mailTo(email, VERIFY_EMAIL, 2)) });
    expect(await reasonOf(verify(first, { caller }))).to.equal('LINK_INVALID');
    expect(await reasonOf(verify(second, { caller }))).to.equal('none');
  });

  it('sets a new password by a link, once, and ends every session everywhere', async () => {
    const { email, session } = await stand.register();
    const elsewhere = stand.anonymous(await stand.addBusiness());
    const abroad = await stand.auth.signIn({ email, password: PASSWORD }, elsewhere);
    await forgot(email);
    const token = await resetToken(email);
    await reset(token, 'another horse');
    expect(await signIn(email, PASSWORD)).to.equal('WRONG_CREDENTIALS');
    expect(await signIn(email, 'another horse')).to.equal('none');
    for (const [old, options] of [[session, stand.anonymous()], [abroad.session, elsewhere]] as const) {
      expect(await reasonOf(stand.auth.refreshSession({ refreshToken: old?.refreshToken ?? '' }, options))).to.equal('SESSION_ENDED');
    }
    expect(await reasonOf(reset(token, 'a third horse'))).to.equal('LINK_INVALID');
    await stand.mailTo(email, PASSWORD_CHANGED);
  });

  it('answers a repeat of what a link did as the first time', async () => {
    const { email } = await stand.register();
    await forgot(email);
    const token = await resetToken(email);
    const again = { ...stand.anonymous(), requestId: newId() };
    for (let time = 0; time < 2; time += 1) expect(await reasonOf(stand.accounts.resetPassword({ token, newPassword: 'another horse' }, again))).to.equal('none');
    expect(await reasonOf(reset(token, 'another horse'))).to.equal('LINK_INVALID');
  });

  it('takes one of two new passwords that come by one link at once', async () => {
    const { email } = await stand.register();
    await forgot(email);
    const token = await resetToken(email);
    const outcomes = await Promise.all([reasonOf(reset(token, 'left horse')), reasonOf(reset(token, 'right horse'))]);
    expect(outcomes.toSorted()).to.deep.equal(['LINK_INVALID', 'none']);
  });

  it('takes no link after half an hour', async () => {
    const { email } = await stand.register();
    await forgot(email);
    const token = await resetToken(email);
    ahead = 31 * MINUTE;
    expect(await signIn(email, PASSWORD)).to.equal('none');
    expect(await reasonOf(reset(token, 'another horse'))).to.equal('LINK_INVALID');
  });

  it('refuses the commonest passwords, and keeps the link for another', async () => {
    const { email } = await stand.register();
    await forgot(email);
    const token = await resetToken(email);
    expect(await reasonOf(reset(token, 'Password123'))).to.equal('PASSWORD_TOO_COMMON');
    expect(await reasonOf(reset(token, 'another horse'))).to.equal('none');
    expect(await reasonOf(stand.register({ password: 'qwertyuiop' }))).to.equal('PASSWORD_TOO_COMMON');
  });

  it('answers the same whether or not somebody has the address, and however often it is asked', async () => {
    const { email } = await stand.register();
    const nobody = `nobody-${newId()}@example.com`;
    const replies = await Promise.all([forgot(email), forgot(nobody), forgot(email)]);
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).to.equal(1);
    await resetToken(email);
    ahead = 2 * MINUTE;
    await forgot(email);
    await stand.mailTo(email, RESET_PASSWORD, 2);
    const ended = ({ kind }: { readonly kind: AccountActivityKind }) => kind === AccountActivityKind.PASSWORD_RESET_REQUESTED;
    await stand.bench.seen(AccountActivitySchema, (activity) => ended(activity) && activity.userId === '');
    expect(stand.bench.count(AccountMailRequestedSchema)).to.be.greaterThan(0);
  });

  it('mails ten links an hour to an address, from however many businesses, and tells nobody', async () => {
    const { email, caller } = await stand.register();
    const mailed = async (): Promise<number> => {
      const [row] = await stand.harness.service.database.relay.run<{ count: number }>('select sum(serial)::int as count from mail_link where email = $1', [email]);
      return row?.count ?? 0;
    };
    const businesses = await Promise.all(Array.from({ length: 12 }, () => stand.addBusiness()));
    expect(await mailed()).to.equal(1);
    const outcomes = await Promise.all(businesses.map((id) => reasonOf(stand.accounts.requestPasswordReset({ email }, stand.anonymous(id)))));
    expect(new Set(outcomes)).to.deep.equal(new Set(['none']));
    expect(await mailed()).to.equal(11);
    for (const id of businesses.slice(0, 1)) await stand.auth.signIn({ email, password: PASSWORD }, stand.anonymous(id));
    const ask = () => reasonOf(stand.accounts.requestEmailVerification({}, { caller: { ...caller, tenantId: businesses[0] ?? '' } }));
    expect(await ask()).to.equal('TOO_MANY_MAILS');
    ahead = 61 * MINUTE;
    expect(await ask()).to.equal('none');
    await forgot(email);
    expect(await mailed()).to.equal(13);
  });

  it('lets who was imported without a password claim their account', async () => {
    const email = `imported-${newId()}@example.com`;
    const caller = { tenantId: stand.tenantId, subject: 'service:test', roles: ['service'] as const };
    const { users } = await stand.users.importUsers({ users: [{ email, displayName: 'Ben', roles: [Role.USER] }] }, { caller });
    expect(await signIn(email, PASSWORD)).to.equal('WRONG_CREDENTIALS');
    await forgot(email);
    await reset(await resetToken(email), PASSWORD);
    const { session } = await stand.auth.signIn({ email, password: PASSWORD }, stand.anonymous());
    expect(session?.user?.id).to.equal(users[0]?.id);
  });

  it('tells every step with who and from where, and no secret in any event', async () => {
    const origin = { ipAddress: '192.0.2.7', userAgent: 'Test/1' };
    const { email, session } = await stand.register({ origin });
    await stand.accounts.requestPasswordReset({ email, origin }, stand.anonymous());
    const token = await resetToken(email);
    await stand.accounts.resetPassword({ token, newPassword: 'another horse', origin }, stand.anonymous());
    const userId = session.user?.id;
    for (const kind of [AccountActivityKind.REGISTERED, AccountActivityKind.PASSWORD_RESET_REQUESTED, AccountActivityKind.PASSWORD_RESET]) {
      const told = await stand.bench.seen(AccountActivitySchema, (activity) => activity.kind === kind && activity.userId === userId);
      expect(told.origin).to.include(origin);
    }
    const mac = token.split('.').at(-1) ?? '';
    expect(toJsonString(AccountMailRequestedSchema, await stand.mailTo(email, RESET_PASSWORD))).not.to.contain(mac);
    const stored = await stand.harness.service.database.relay.run<{ found: boolean | null }>(
      'select bool_or(position($1::bytea in payload) > 0) as found from outbox', [Buffer.from(mac)],
    );
    expect(stored).to.deep.equal([{ found: false }]);
  });
});
