/** Guests, on real Postgres and NATS: a session of their own, and nothing of anybody's account. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { GuestService, type ContinueAsGuestRequestSchema } from '#proto/berth/user/v1/guest_service_pb.ts';
import { PasskeyService } from '#proto/berth/user/v1/passkey_service_pb.ts';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { SocialService } from '#proto/berth/user/v1/social_service_pb.ts';
import { UserCreatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import type { Session } from '#proto/berth/user/v1/user_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { openStand, PASSWORD, reasonOf, type Stand } from '../testing/people.ts';

describe('guests', function () {
  this.timeout(30_000);
  let stand: Stand;
  let guests: ClientOf<typeof GuestService.method>;

  before(async () => {
    stand = await openStand();
    guests = stand.harness.connect(GuestService);
  });
  after(() => stand?.[Symbol.asyncDispose]());

  const newAddress = (): string => `guest-${newId()}@example.com`;
  const goOn = async (change: MessageInitShape<typeof ContinueAsGuestRequestSchema> = {}): Promise<Session> => {
    const { session } = await guests.continueAsGuest({ email: newAddress(), displayName: 'Eva', phoneNumber: '+351912345678', ...change }, stand.anonymous());
    return session ?? expect.fail('no session');
  };
  /** The guest as services see them, by the gateway's word. */
  const callerOf = ({ user }: Session): { caller: Caller } => ({ caller: { tenantId: stand.tenantId, subject: fromTypeId('usr', user?.id ?? '', 'id'), roles: ['user'], guest: true } });

  it('go on under the name and address that they gave, and are known to other services', async () => {
    const email = newAddress();
    const session = await goOn({ email: ` ${email.toUpperCase()}`.trim() });
    const { user, emailVerifyTime } = await stand.users.getMe({}, callerOf(session));
    expect(user).to.include({ id: session.user?.id, email, displayName: 'Eva', phoneNumber: '+351912345678', guest: true });
    expect(emailVerifyTime).to.equal(undefined);
    expect(decodeJwt(session.accessToken)).to.include({ sub: user?.id, guest: true }).and.deep.include({ roles: ['user'] });
    await stand.bench.seen(UserCreatedSchema, (event) => event.user?.id === user?.id && event.user?.email === email);
  });

  it('stay guests when their session is refreshed, until it ends', async () => {
    const { refreshToken } = await goOn();
    const { session } = await stand.auth.refreshSession({ refreshToken }, stand.anonymous());
    expect(decodeJwt(session?.accessToken ?? '')).to.include({ guest: true });
    await stand.auth.signOut({ refreshToken: session?.refreshToken ?? '' }, stand.anonymous());
    expect(await reasonOf(stand.auth.refreshSession({ refreshToken: session?.refreshToken ?? '' }, stand.anonymous()))).to.equal('SESSION_ENDED');
  });

  it('are somebody else each time, whoever has the address', async () => {
    const ana = await stand.registerProved();
    const [first, second] = [await goOn({ email: ana.email }), await goOn({ email: ana.email })];
    expect(new Set([ana.session.user?.id, first.user?.id, second.user?.id])).to.have.property('size', 3);
    expect(first.user?.guest).to.equal(true);
    const { session } = await stand.auth.signIn({ email: ana.email, password: PASSWORD }, stand.anonymous());
    expect(session?.user).to.include({ id: ana.session.user?.id, guest: false });
    expect(decodeJwt(session?.accessToken ?? '')).not.to.have.property('guest');
  });

  it('keep nobody from an account with their address', async () => {
    const { user } = await goOn();
    const registered = await stand.register({ email: user?.email ?? '' });
    expect(registered.session.user?.id).not.to.equal(user?.id);
    expect(registered.session.user?.guest).to.equal(false);
  });

  it('are not found by what stands in the place of their address', async () => {
    const { user } = await goOn();
    const address = `guest:${fromTypeId('usr', user?.id ?? '', 'id')}`;
    expect(await reasonOf(stand.auth.signIn({ email: address, password: PASSWORD }, stand.anonymous()))).to.equal('WRONG_CREDENTIALS');
    expect(await reasonOf(stand.auth.register({ email: address, password: PASSWORD, displayName: 'Eva' }, stand.anonymous()))).to.equal('INVALID_REQUEST');
    expect(await reasonOf(stand.accounts.requestPasswordReset({ email: address }, stand.anonymous()))).to.equal('INVALID_REQUEST');
  });

  it('may do nothing with accounts', async () => {
    const guest = callerOf(await goOn());
    const { accounts, harness } = stand;
    const [passkeys, factors, social] = [harness.connect(PasskeyService), harness.connect(SecondFactorService), harness.connect(SocialService)];
    const calls = [
      accounts.requestEmailVerification({}, guest), accounts.changePassword({ currentPassword: 'x', newPassword: PASSWORD }, guest), accounts.listSessions({}, guest),
      accounts.signOutEverywhere({}, guest), passkeys.beginPasskeyRegistration({}, guest), passkeys.listPasskeys({}, guest), factors.beginTotp({ password: 'x' }, guest),
      factors.getSecondFactor({}, guest), social.listLinkedIdentities({}, guest), stand.users.updateMe({}, guest),
    ];
    for (const reason of await Promise.all(calls.map(reasonOf))) expect(reason).to.equal('ACCOUNT_REQUIRED');
    const { guest: _, ...somebody } = guest.caller;
    expect(await reasonOf(accounts.listSessions({}, { caller: somebody })), 'with an account they might').to.equal('none');
  });

  it('say who they are and where a mail can reach them', async () => {
    for (const change of [{ email: 'eva' }, { email: '' }, { displayName: '' }, { phoneNumber: 'call me' }]) expect(await reasonOf(goOn(change))).to.equal('INVALID_REQUEST');
  });
});
