/** Guests who turn out to have an account, on real Postgres and NATS, with the services that keep something of them. */
import { once } from 'node:events';
import { expect } from 'chai';
import { GuestService } from '#proto/berth/user/v1/guest_service_pb.ts';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import type { Session } from '#proto/berth/user/v1/user_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { playKeepers, type Keepers } from '../testing/keepers.ts';
import { openStand, reasonOf, type Person, type Stand } from '../testing/people.ts';

const SERVICES = ['booking', 'integration', 'notification', 'payment', 'receipt'];

describe('claiming what guests made', function () {
  this.timeout(30_000);
  let stand: Stand;
  let keepers: Keepers;
  let guests: ClientOf<typeof GuestService.method>;

  before(async () => {
    keepers = playKeepers();
    stand = await openStand({}, {}, keepers.peers);
    guests = stand.harness.connect(GuestService);
  });
  after(() => stand?.[Symbol.asyncDispose]());

  const goOn = async (email: string, tenantId?: string): Promise<Session> => {
    const { session } = await guests.continueAsGuest({ email, displayName: 'Eva', phoneNumber: '+351912345678' }, stand.anonymous(tenantId));
    return session ?? expect.fail('no session');
  };
  const idOf = ({ user }: Session): string => user?.id ?? '';
  const callerOf = (session: Session): { caller: Caller } => ({ caller: { tenantId: stand.tenantId, subject: fromTypeId('usr', idOf(session), 'id'), roles: ['user'], guest: true } });
  const userIdOf = ({ caller }: Person): string => toTypeId('usr', caller.subject);
  /** Services that were told to give what a guest made, once all have been. */
  const givers = async (guest: Session): Promise<readonly string[]> => {
    const told = (): string[] => keepers.claimed.filter((line) => line.includes(idOf(guest)));
    while (told().length < SERVICES.length) await once(keepers.news, 'claimed');
    return told().toSorted();
  };
  const allTo = (guest: Session, owner: Person): string[] => SERVICES.map((name) => `${name} ${stand.tenantId} ${idOf(guest)} ${userIdOf(owner)}`);

  it('gives who proved the address all guests of it in this business, and nobody else', async () => {
    const ana = await stand.registerProved();
    const [first, second, other, elsewhere] = [await goOn(ana.email), await goOn(ana.email.toUpperCase()), await goOn(`b-${newId()}@example.com`), await goOn(ana.email, await stand.addBusiness())];
    expect(await guests.claimGuestBookings({}, ana)).to.include({ guests: 2, more: false });
    for (const guest of [first, second]) expect(await givers(guest)).to.deep.equal(allTo(guest, ana));
    for (const { refreshToken } of [first, second]) expect(await reasonOf(stand.auth.refreshSession({ refreshToken }, stand.anonymous()))).to.equal('SESSION_ENDED');
    for (const guest of [other, elsewhere]) expect(keepers.claimed.join()).not.to.include(idOf(guest));
    expect(await reasonOf(stand.auth.refreshSession({ refreshToken: other.refreshToken }, stand.anonymous()))).to.equal('none');
  });

  it('leaves nothing of the guest here but a number', async () => {
    const ana = await stand.registerProved();
    const guest = await goOn(ana.email);
    await guests.claimGuestBookings({}, ana);
    const { user } = await stand.users.getMe({}, callerOf(guest));
    expect(user).to.include({ email: '', displayName: '', phoneNumber: '' });
  });

  it('leaves a guest’s consent with the guest: whoever wrote the address agreed to nothing for its owner', async () => {
    const ana = await stand.registerProved();
    const guest = await goOn(ana.email);
    const { database } = stand.harness.service;
    const guestId = fromTypeId('usr', idOf(guest), 'id');
    const consents = (userId: string) => database.readOne<{ id: string }>([stand.tenantId], 'select id from consent where user_id = $1', [userId]);
    const agree = () =>
      database.write([stand.tenantId], (query) =>
        query.run(`insert into consent (tenant_id, id, user_id, purpose, granted, text_version, source, created_time) values ($1, $2, $3, 'measurement', true, '1', 'checkout', now())`, [stand.tenantId, newId(), guestId]),
      );
    await agree();
    await guests.claimGuestBookings({}, ana);
    while ((await database.readOne([stand.tenantId], 'select from claimed_guest where id = $1', [guestId])).length === 0);
    await agree();
    expect([(await consents(guestId)).length, (await consents(ana.caller.subject)).length]).to.deep.equal([2, 0]);
  });

  it('is done once, however often it is asked for, also at once', async () => {
    const ana = await stand.registerProved();
    const guest = await goOn(ana.email);
    const requestId = newId();
    const answers = await Promise.all([guests.claimGuestBookings({ requestId }, ana), guests.claimGuestBookings({}, ana), guests.claimGuestBookings({}, ana)]);
    expect(answers.map(({ guests: count }) => count)).to.have.members([0, 0, 1]);
    const again = await guests.claimGuestBookings({ requestId }, ana);
    expect(again.guests).to.equal(answers[0]?.guests);
    expect((await guests.claimGuestBookings({}, ana)).guests).to.equal(0);
    expect(await givers(guest)).to.have.length(SERVICES.length);
  });

  it('is for who proved the address', async () => {
    const email = `eva-${newId()}@example.com`;
    const guest = await goOn(email);
    const eva = await stand.register({ email });
    expect(await reasonOf(guests.claimGuestBookings({}, eva))).to.equal('EMAIL_NOT_VERIFIED');
    expect(await reasonOf(guests.claimGuestBookings({}, callerOf(guest)))).to.equal('ACCOUNT_REQUIRED');
    await stand.accounts.verifyEmail({ token: await stand.tokenIn(await stand.mailTo(email, AccountMailKind.VERIFY_EMAIL)) }, eva);
    expect((await guests.claimGuestBookings({}, eva)).guests).to.equal(1);
    expect(await givers(guest)).to.deep.equal(allTo(guest, eva));
  });

  it('goes on where there are more than fit one turn', async () => {
    const ana = await stand.registerProved();
    for (let made = 0; made < 21; made += 1) await goOn(ana.email);
    expect(await guests.claimGuestBookings({}, ana)).to.include({ guests: 20, more: true });
    expect(await guests.claimGuestBookings({}, ana)).to.include({ guests: 1, more: false });
  });
});
