/** Erasing customers at the request of a business: by who administers it when it is asked for, taken back, and begun. */
import { expect } from 'chai';
import pg from 'pg';
import { UserErasedSchema } from '#proto/berth/user/v1/privacy_events_pb.ts';
import { ErasureState } from '#proto/berth/user/v1/privacy_pb.ts';
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { playKeepers, type Keepers } from '../testing/keepers.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

const DAY_MS = 86_400_000;

describe('erasing a customer', function () {
  this.timeout(40_000);
  let stand: Stand;
  let keepers: Keepers;
  let admin: pg.Client;
  let boss: Person;
  let ahead = 0;

  before(async () => {
    keepers = playKeepers();
    stand = await openStand({ now: () => new Date(Date.now() + ahead) }, { ERASURE_GRACE: '1d' }, keepers.peers);
    const { adminUrl, name } = stand.harness.files;
    admin = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, `/${name}`) });
    await admin.connect();
    boss = await stand.importMember([Role.ADMIN]);
  });
  after(async () => {
    await admin.end();
    await stand[Symbol.asyncDispose]();
  });

  const privacy = () => stand.harness.connect(PrivacyService);
  const administrator = (): { caller: Caller } => ({ caller: boss.caller });
  const userIdOf = ({ caller }: Person): string => toTypeId('usr', caller.subject);
  const erased = (person: Person) => stand.bench.seen(UserErasedSchema, ({ userId }) => userId === userIdOf(person));
  const request = (person: Person) => privacy().requestErasure({ password: PASSWORD }, person);
  const passGrace = (): void => void (ahead += DAY_MS + 60_000);

  it('is asked for by an administrator of the business, of nobody else, and of no staff', async () => {
    const person = await stand.register();
    const foreign = { caller: { ...administrator().caller, tenantId: await stand.addBusiness() } };
    expect(await reasonOf(privacy().requestCustomerErasure({ userId: userIdOf(person) }, foreign))).to.equal('NOT_FOUND');
    expect(await reasonOf(privacy().requestCustomerErasure({ userId: userIdOf(person) }, person))).to.equal('ACCESS_DENIED');
    await admin.query(`update profile set roles = '{user,provider}' where id = $1`, [person.caller.subject]);
    expect(await reasonOf(privacy().requestCustomerErasure({ userId: userIdOf(person) }, administrator()))).to.equal('STAFF_STAYS');
    await admin.query(`update profile set roles = '{user}' where id = $1`, [person.caller.subject]);
    await privacy().requestCustomerErasure({ userId: userIdOf(person) }, administrator());
    passGrace();
    await erased(person);
    expect(await reasonOf(privacy().getCustomerErasure({ userId: userIdOf(person) }, foreign))).to.equal('NOT_FOUND');
  });

  it('is said by an import that would take them in again, of which nothing is done', async () => {
    const person = await stand.register();
    // Their account stays, as another business knows it.
    await stand.auth.signIn({ email: person.email, password: PASSWORD }, stand.anonymous(await stand.addBusiness()));
    await privacy().requestCustomerErasure({ userId: userIdOf(person) }, administrator());
    passGrace();
    await erased(person);
    const importer = { caller: { tenantId: stand.tenantId, subject: 'service:seed', roles: ['service'] } } as const;
    const somebodyNew = { email: `new-${newId()}@example.com`, displayName: 'New' };
    const refused = await failureOf(stand.users.importUsers({ users: [somebodyNew, { email: person.email, displayName: 'Back' }] }, importer));
    expect(refused).to.include({ reason: 'ERASED_HERE' }).and.to.have.property('message').that.includes(person.email);
    expect((await admin.query('select from profile where email = $1', [somebodyNew.email])).rowCount).to.equal(0);
  });

  it('that the business asked for is taken back by it, and what the person asked for is not', async () => {
    const [person, own] = [await stand.register(), await stand.register()];
    const userId = userIdOf(person);
    const asked = await privacy().requestCustomerErasure({ userId }, administrator());
    expect(await reasonOf(privacy().cancelCustomerErasure({ userId }, person))).to.equal('ACCESS_DENIED');
    expect(await reasonOf(privacy().cancelCustomerErasure({ userId }, { caller: { ...administrator().caller, tenantId: await stand.addBusiness() } }))).to.equal('NOT_FOUND');
    expect(await reasonOf(privacy().cancelCustomerErasure({ userId, etag: '77' }, administrator()))).to.equal('ETAG_MISMATCH');
    expect((await privacy().cancelCustomerErasure({ userId, etag: asked.erasure?.etag ?? '' }, administrator())).erasure?.state).to.equal(ErasureState.CANCELLED);
    await request(own);
    expect(await reasonOf(privacy().cancelCustomerErasure({ userId: userIdOf(own) }, administrator()))).to.equal('ERASURE_OF_PERSON');
  });

  it('is asked for and taken back by nobody whose token says that they administer the business still, and what they asked for before is dropped', async () => {
    const [person, other] = [await stand.register(), await stand.register()];
    const former = await stand.importMember([Role.ADMIN]);
    keepers.coming.add(toTypeId('bkg', newId()));
    try {
      await privacy().requestCustomerErasure({ userId: userIdOf(person), cancelBookings: true }, former);
      await admin.query(`update profile set roles = '{user}' where id = $1`, [former.caller.subject]);
      expect(await reasonOf(privacy().requestCustomerErasure({ userId: userIdOf(other) }, former))).to.equal('NO_ADMINISTRATOR');
      expect(await reasonOf(privacy().cancelCustomerErasure({ userId: userIdOf(person) }, former))).to.equal('NO_ADMINISTRATOR');
      passGrace();
      while ((await privacy().getErasure({}, person)).erasure?.state === ErasureState.WAITING);
      expect((await privacy().getErasure({}, person)).erasure?.state).to.equal(ErasureState.CANCELLED);
      expect(keepers.coming.size).to.equal(1);
    } finally {
      keepers.coming.clear();
    }
  });
});
