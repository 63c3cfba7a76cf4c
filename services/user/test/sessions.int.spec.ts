/** Where people are signed in, and how they end it, on real Postgres and NATS. */
import { hash } from '@node-rs/argon2';
import { decodeJwt } from 'jose';
import { expect } from 'chai';
import type { Session } from '#proto/berth/user/v1/user_pb.ts';
import { AccountActivitySchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind, AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

describe('sessions of accounts', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await openStand();
  });
  after(() => stand?.[Symbol.asyncDispose]());

  const signIn = async ({ email }: Person, password = PASSWORD, ipAddress = '192.0.2.7'): Promise<Session> => {
    const { session } = await stand.auth.signIn({ email, password, origin: { ipAddress, userAgent: 'Phone/1' } }, stand.anonymous());
    if (!session) throw new Error('no session');
    return session;
  };
  /** The caller as the gateway would tell them by the session's access token. */
  const actingIn = ({ caller }: Person, session: Session): { caller: Caller } => ({ caller: { ...caller, session: fromTypeId('sid', session.id, 'id') } });
  const refresh = ({ refreshToken }: Session) => reasonOf(stand.auth.refreshSession({ refreshToken }, stand.anonymous()));
  const list = async (options: { caller: Caller }) => (await stand.accounts.listSessions({}, options)).sessions;

  it('are listed with when and from where they began, and which is the caller’s', async () => {
    const ana = await stand.register();
    const phone = await signIn(ana);
    await refresh(ana.session);
    const sessions = await list(actingIn(ana, phone));
    expect(sessions.map(({ id, current }) => [id, current])).to.deep.equal([[ana.session.id, false], [phone.id, true]]);
    expect(sessions[1]?.origin).to.include({ ipAddress: '192.0.2.7', userAgent: 'Phone/1' });
    expect(decodeJwt(phone.accessToken)['sid']).to.equal(phone.id);
  });

  it('are ended one at a time, by their owner only', async () => {
    const [ana, ben] = [await stand.register(), await stand.register()];
    const phone = await signIn(ana);
    const revoke = ({ caller }: Person, id: string) => reasonOf(stand.accounts.revokeSession({ id }, { caller }));
    expect(await revoke(ben, phone.id)).to.equal('NOT_FOUND');
    expect(await revoke(ana, toTypeId('sid', newId()))).to.equal('NOT_FOUND');
    expect(await revoke(ana, phone.id)).to.equal('none');
    expect(await refresh(phone)).to.equal('SESSION_ENDED');
    expect(await refresh(ana.session)).to.equal('none');
    expect((await list(ana)).map(({ id }) => id)).to.deep.equal([ana.session.id]);
    await stand.bench.seen(AccountActivitySchema, ({ kind, sessionId }) => kind === AccountActivityKind.SESSION_ENDED && sessionId === phone.id);
  });

  it('end all at once, in all businesses, or all but the caller’s', async () => {
    const ana = await stand.register();
    const elsewhere = stand.anonymous(await stand.addBusiness());
    const { session: abroad } = await stand.auth.signIn({ email: ana.email, password: PASSWORD }, elsewhere);
    const phone = await signIn(ana);
    await stand.accounts.signOutEverywhere({ keepCurrent: true }, actingIn(ana, phone));
    expect(await refresh(ana.session)).to.equal('SESSION_ENDED');
    expect(await reasonOf(stand.auth.refreshSession({ refreshToken: abroad?.refreshToken ?? '' }, elsewhere))).to.equal('SESSION_ENDED');
    expect(await refresh(phone)).to.equal('none');
    const laptop = await signIn(ana);
    await stand.accounts.signOutEverywhere({}, actingIn(ana, laptop));
    expect(await list(ana)).to.deep.equal([]);
    expect([await refresh(phone), await refresh(laptop)]).to.deep.equal(['SESSION_ENDED', 'SESSION_ENDED']);
  });

  it('that have ended do not come back by the access token that is left of them', async () => {
    const ana = await stand.register();
    const [thief, phone] = [await signIn(ana), await signIn(ana)];
    await stand.accounts.revokeSession({ id: thief.id }, ana);
    const signOut = (session: Session, keepCurrent: boolean) => reasonOf(stand.accounts.signOutEverywhere({ keepCurrent }, actingIn(ana, session)));
    expect(await signOut(thief, false)).to.equal('SESSION_ENDED');
    const other = await signIn(ana);
    expect(await signOut(phone, true)).to.equal('none');
    expect(await signOut(other, true)).to.equal('SESSION_ENDED');
    const change = stand.accounts.changePassword({ currentPassword: PASSWORD, newPassword: 'another horse' }, actingIn(ana, other));
    expect(await reasonOf(change)).to.equal('SESSION_ENDED');
    expect([await refresh(other), await refresh(phone)]).to.deep.equal(['SESSION_ENDED', 'none']);
    expect(await signOut(phone, true)).to.equal('none');
  });

  it('of others end with another password, which needs the old one and is told by mail', async () => {
    const ana = await stand.registerProved();
    const phone = await signIn(ana);
    const change = (currentPassword: string, newPassword: string) => reasonOf(stand.accounts.changePassword({ currentPassword, newPassword }, actingIn(ana, phone)));
    expect(await change('wrong horse', 'another horse')).to.equal('WRONG_PASSWORD');
    expect(await change(PASSWORD, 'Password123')).to.equal('PASSWORD_TOO_COMMON');
    expect(await refresh(ana.session)).to.equal('none');
    // Also when the answer is lost and it is asked again.
    for (let time = 0; time < 2; time += 1) expect(await change(PASSWORD, 'another horse')).to.equal('none');
    expect(await change(PASSWORD, 'a third horse')).to.equal('WRONG_PASSWORD');
    await stand.mailTo(ana.email, AccountMailKind.PASSWORD_CHANGED);
    expect(await refresh(ana.session)).to.equal('SESSION_ENDED');
    expect(await refresh(phone)).to.equal('none');
    expect(await reasonOf(signIn(ana))).to.equal('WRONG_CREDENTIALS');
    await signIn(ana, 'another horse');
    const { kind } = await stand.bench.seen(AccountActivitySchema, ({ reason }) => reason === 'WRONG_PASSWORD');
    expect(kind).to.equal(AccountActivityKind.PASSWORD_CHANGE_REFUSED);
  });

  it('are not ended by what is left of one that ended', async () => {
    const ana = await stand.register();
    const thief = actingIn(ana, await signIn(ana));
    await stand.accounts.signOutEverywhere({ keepCurrent: true }, actingIn(ana, ana.session));
    expect(await reasonOf(stand.accounts.revokeSession({ id: ana.session.id }, thief))).to.equal('SESSION_ENDED');
    expect(await refresh(ana.session)).to.equal('none');
    // Their own they may end twice.
    for (let time = 0; time < 2; time += 1) expect(await reasonOf(stand.accounts.revokeSession({ id: ana.session.id }, actingIn(ana, ana.session)))).to.equal('none');
  });

  it('are nobody’s who is a service', async () => {
    const caller: Caller = { tenantId: stand.tenantId, subject: 'service:test', roles: ['service'] };
    expect(await list({ caller })).to.deep.equal([]);
    expect(await reasonOf(stand.accounts.signOutEverywhere({}, { caller }))).to.equal('NOT_FOUND');
  });

  it('tell when a refresh token was used twice', async () => {
    const ana = await stand.register();
    const { refreshToken } = ana.session;
    const second = await stand.auth.refreshSession({ refreshToken }, stand.anonymous());
    await stand.auth.refreshSession({ refreshToken: second.session?.refreshToken ?? '' }, stand.anonymous());
    expect(await refresh(ana.session)).to.equal('SESSION_ENDED');
    await stand.bench.seen(AccountActivitySchema, ({ kind, sessionId }) => kind === AccountActivityKind.REFRESH_TOKEN_REUSED && sessionId === ana.session.id);
  });

  it('go on with a hash by today’s settings once the password was given', async () => {
    const ana = await stand.register();
    const run = stand.harness.service.database.relay.run.bind(stand.harness.service.database.relay);
    const hashOf = async () => (await run<{ password_hash: string }>('select password_hash from identity where email = $1', [ana.email]))[0]?.password_hash;
    // argon2id with a single pass over 8 MiB.
    await run('update identity set password_hash = $2, version = version + 1 where email = $1', [ana.email, await weakHash(PASSWORD)]);
    await signIn(ana);
    expect(await hashOf()).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await signIn(ana);
    expect(await refresh(ana.session)).to.equal('none');
  });
});

const weakHash = (password: string): Promise<string> => hash(password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
