/** Erasing people: what stands in the way, that every service does it however long one is away, and that nothing is left here. */
import { expect } from 'chai';
import pg from 'pg';
import { AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { UserErasedSchema } from '#proto/berth/user/v1/privacy_events_pb.ts';
import { ErasureState, type Erasure } from '#proto/berth/user/v1/privacy_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { leaveBusiness } from '../db/membership-store.ts';
import { playKeepers, type Keepers } from '../testing/keepers.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

const DAY_MS = 86_400_000;

describe('erasing a person', function () {
  this.timeout(40_000);
  let stand: Stand;
  let keepers: Keepers;
  let admin: pg.Client;
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
  let boss: Person;
  const administrator = (): { caller: Caller } => ({ caller: boss.caller });
  const userIdOf = ({ caller }: Person): string => toTypeId('usr', caller.subject);
  const erased = (person: Person) => stand.bench.seen(UserErasedSchema, ({ userId }) => userId === userIdOf(person));
  const request = (person: Person, more: object = {}) => privacy().requestErasure({ password: PASSWORD, ...more }, person);
  /** Tables with a text, but for those whose rows go by their age. */
  const tablesWith = async (text: string): Promise<string[]> => {
    const { rows } = await admin.query<{ name: string }>(`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and not c.relispartition and c.relname <> 'schema_migration'`);
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await admin.query(`select from "${name}" t where t::text like '%' || $1 || '%'`, [text]);
      if (rowCount) found.push(name);
    }
    return found;
  };
  const passGrace = (): void => void (ahead += DAY_MS + 60_000);
  /** When it begins, as the person sees it. */
  const beginOf = async (person: Person): Promise<bigint> => (await privacy().getErasure({}, person)).erasure?.beginTime?.seconds ?? 0n;
  /** Bookings were cancelled for it, which they are told of: an hour later nothing reaches them any more. */
  async function afterTelling(person: Person): Promise<void> {
    const first = await beginOf(person);
    passGrace();
    while ((await beginOf(person)) === first);
    expect(keepers.erased.some((line) => line.endsWith(userIdOf(person)))).to.equal(false);
    passGrace();
    await erased(person);
  }

  it('needs the password, or a sign-in of a moment ago', async () => {
    const person = await stand.register();
    expect(await reasonOf(privacy().requestErasure({}, person))).to.equal('REAUTHENTICATION_REQUIRED');
    expect(await reasonOf(privacy().requestErasure({ password: 'wrong horse' }, person))).to.equal('WRONG_PASSWORD');
    const signedIn = { caller: { ...person.caller, session: fromTypeId('sid', person.session.id, 'id') } };
    expect((await privacy().requestErasure({}, signedIn)).erasure?.state).to.equal(ErasureState.WAITING);
  });

  it('waits, is mailed, and can be cancelled until it begins', async () => {
    const person = await stand.registerProved();
    const { erasure } = await request(person);
    expect(erasure?.state).to.equal(ErasureState.WAITING);
    await stand.bench.seen(AccountMailRequestedSchema, ({ email, kind }) => email === person.email && kind === AccountMailKind.ERASURE_REQUESTED);
    expect(await reasonOf(privacy().cancelErasure({ etag: '77' }, person))).to.equal('ETAG_MISMATCH');
    expect((await privacy().cancelErasure({ etag: erasure?.etag ?? '' }, person)).erasure?.state).to.equal(ErasureState.CANCELLED);
    passGrace();
    // Somebody else's goes through meanwhile; this one does not.
    const other = await stand.register();
    await request(other);
    passGrace();
    await erased(other);
    expect((await privacy().getErasure({}, person)).erasure?.state).to.equal(ErasureState.CANCELLED);
    expect(keepers.erased.some((line) => line.endsWith(userIdOf(person)))).to.equal(false);
  });

  it('is mailed to nobody who has not proved their address, and so often an hour to who has', async () => {
    const [stranger, person] = [await stand.register(), await stand.registerProved()];
    await request(stranger);
    let asked = 0;
    while ((await reasonOf(request(person))) === 'none') {
      asked += 1;
      await privacy().cancelErasure({}, person);
    }
    expect(asked).to.equal(10);
    expect(await reasonOf(request(person))).to.equal('TOO_MANY_MAILS');
    const mailed: string[] = [];
    await stand.bench.seen(AccountMailRequestedSchema, ({ email, kind }) => {
      if (kind === AccountMailKind.ERASURE_REQUESTED) mailed.push(email);
      return mailed.includes(person.email);
    });
    expect(mailed).not.to.include(stranger.email);
  });

  it('is done by every service, also by one that was away, here last; then the account is gone, and its address free', async () => {
    const person = await stand.register();
    const userId = userIdOf(person);
    keepers.away.add('payment');
    await request(person);
    passGrace();
    while (keepers.erased.filter((line) => line.endsWith(userId)).length < 4) await new Promise((resolve) => setImmediate(resolve));
    expect((await privacy().getCustomerErasure({ userId }, administrator())).erasure?.steps.find(({ service }) => service === 'user')?.done).to.equal(false);
    expect((await stand.users.getMe({}, person)).user?.email).to.equal(person.email);
    keepers.away.delete('payment');
    await erased(person);
    expect(keepers.erased.filter((line) => line.endsWith(userId)).map((line) => line.split(' ')[0])).to.have.members(['booking', 'payment', 'receipt', 'notification', 'integration']);
    const { erasure } = await privacy().getCustomerErasure({ userId }, administrator());
    expect(erasure?.steps.every(({ done }) => done)).to.equal(true);
    expect(erasure?.steps.find(({ service }) => service === 'receipt')?.kept[0]).to.include({ what: 'receipts', reason: 'The law.', count: 1 });

    expect(await tablesWith(person.email)).to.deep.equal([]);
    // Their number alone, which leads to nobody any more.
    expect(await tablesWith(person.caller.subject)).to.have.members(['erasure', 'erased_person', 'actor_anchor', 'mail_link']);
    expect(await reasonOf(stand.auth.signIn({ email: person.email, password: PASSWORD }, stand.anonymous()))).to.equal('WRONG_CREDENTIALS');
    const again = await stand.register({ email: person.email });
    expect(userIdOf(again)).not.to.equal(userId);
  });

  it('leaves what went to an address that they never proved, and to its owner', async () => {
    const email = `owner-${newId()}@example.com`;
    const invite = async (): Promise<string> => {
      const id = newId();
      await admin.query(
        `insert into invitation (tenant_id, id, version, email, roles, inviter_id, status, expire_time, created_time, updated_time) values ($1, $2, 1, $3, '{user,provider}', $2, 'pending', now() + interval '100 days', now(), now())`,
        [stand.tenantId, id, email],
      );
      return id;
    };
    const there = async (id: string): Promise<boolean> => (await admin.query('select from invitation where id = $1', [id])).rowCount === 1;
    const invitation = await invite();
    const squatter = await stand.register({ email });
    await request(squatter);
    passGrace();
    await erased(squatter);
    expect(await there(invitation)).to.equal(true);

    const owner = await stand.register({ email });
    await admin.query('update identity set verified_time = now() where id = $1', [owner.caller.subject]);
    await request(owner);
    passGrace();
    await erased(owner);
    expect(await there(invitation)).to.equal(false);
  });

  it('is refused while there are coming bookings, unless they are to be cancelled, which is done in the person’s name', async () => {
    const person = await stand.register();
    keepers.coming.add(toTypeId('bkg', newId()));
    try {
      expect(await reasonOf(request(person))).to.equal('OPEN_BOOKINGS');
      await request(person, { cancelBookings: true });
      await afterTelling(person);
      expect(keepers.coming.size).to.equal(0);
      expect(keepers.cancelledBy).to.include(`${person.caller.subject} user`);
    } finally {
      keepers.coming.clear();
    }
  });

  it('at the request of the business is a cancellation by the business', async () => {
    const [person, asking] = [await stand.register(), administrator()];
    keepers.coming.add(toTypeId('bkg', newId()));
    try {
      expect(await reasonOf(privacy().requestCustomerErasure({ userId: userIdOf(person) }, asking))).to.equal('OPEN_BOOKINGS');
      await privacy().requestCustomerErasure({ userId: userIdOf(person), cancelBookings: true }, asking);
      await afterTelling(person);
      expect(keepers.cancelledBy).to.include(`${asking.caller.subject} user,admin`);
      expect(keepers.cancelledBy.some((line) => line.startsWith(person.caller.subject))).to.equal(false);
    } finally {
      keepers.coming.clear();
    }
  });

  it('waits for a booking that has begun, and cancels the others', async () => {
    const person = await stand.register();
    const [begun, other] = [toTypeId('bkg', newId()), toTypeId('bkg', newId())];
    keepers.begun.add(begun);
    keepers.coming.add(begun).add(other);
    try {
      await request(person, { cancelBookings: true });
      const first = await beginOf(person);
      passGrace();
      while ((await beginOf(person)) === first);
      expect([...keepers.coming]).to.deep.equal([begun]);
      keepers.coming.clear();
      passGrace();
      await erased(person);
    } finally {
      keepers.coming.clear();
    }
  });

  it('gives up places in waitlists, which keep nobody, and asks nobody', async () => {
    const person = await stand.register();
    keepers.coming.add(toTypeId('wtl', newId()));
    try {
      await request(person);
      passGrace();
      await erased(person);
      expect(keepers.coming.size).to.equal(0);
      expect(keepers.cancelledBy).to.include(`${person.caller.subject} user`);
    } finally {
      keepers.coming.clear();
    }
  });

  it('in one business leaves the others, and does not let the person in there again for a while; everywhere is everywhere', async () => {
    const elsewhere = await stand.addBusiness();
    const person = await stand.register();
    await stand.auth.signIn({ email: person.email, password: PASSWORD }, stand.anonymous(elsewhere));
    await request(person);
    passGrace();
    await erased(person);
    expect(keepers.erased.filter((line) => line.endsWith(userIdOf(person))).every((line) => line.includes(stand.tenantId))).to.equal(true);
    expect(await reasonOf(stand.auth.signIn({ email: person.email, password: PASSWORD }, stand.anonymous()))).to.equal('ERASED_HERE');
    const there = { ...person, caller: { ...person.caller, tenantId: elsewhere } };
    expect((await stand.users.getMe({}, there)).user?.email).to.equal(person.email);

    const both = await stand.register();
    await stand.auth.signIn({ email: both.email, password: PASSWORD }, stand.anonymous(elsewhere));
    const asked = await request(both, { everywhere: true });
    const tenantsIn = (erasure: Erasure | undefined): Set<string> => new Set(erasure?.steps.map(({ tenantId }) => fromTypeId('tnt', tenantId, 'tenant_id')));
    expect([...tenantsIn(asked.erasure)]).to.have.members([stand.tenantId, elsewhere]);
    // One business does not learn of the other.
    const userId = userIdOf(both);
    for (const { erasure } of [await privacy().getCustomerErasure({ userId }, administrator()), await privacy().requestCustomerErasure({ userId }, administrator())]) {
      expect([...tenantsIn(erasure)]).to.deep.equal([stand.tenantId]);
      expect(erasure?.everywhere).to.equal(false);
    }
    passGrace();
    await erased(both);
    expect(await tablesWith(both.email)).to.deep.equal([]);
    expect(keepers.erased.filter((line) => line.endsWith(userIdOf(both)))).to.have.length(10);
  });

  describe('who works for a business', () => {
    const give = ({ caller }: Person, roles: string, tenantId = caller.tenantId) => admin.query('update profile set roles = $3 where id = $1 and tenant_id = $2', [caller.subject, tenantId, roles]);
    const erasedIn = (person: Person): Set<string> => new Set(keepers.erased.filter((line) => line.endsWith(userIdOf(person))).map((line) => line.split(' ')[1] ?? ''));
    /** It looked, and waits another day. */
    async function postponed(person: Person, work: () => Promise<unknown>): Promise<void> {
      const first = await beginOf(person);
      await work();
      passGrace();
      while ((await beginOf(person)) === first);
      expect(erasedIn(person).size).to.equal(0);
    }

    it('is erased at their own request, in all businesses, and what their roles were is nobody’s obstacle', async () => {
      const elsewhere = await stand.addBusiness();
      const person = await stand.register();
      await stand.auth.signIn({ email: person.email, password: PASSWORD }, stand.anonymous(elsewhere));
      await give(person, '{user,provider}', elsewhere);
      await request(person, { everywhere: true });
      // Another administrator is there, so this one may go.
      await give(await stand.register(), '{user,admin}');
      await give(person, '{user,admin}');
      passGrace();
      await erased(person);
      expect([...erasedIn(person)]).to.have.members([stand.tenantId, elsewhere]);
      expect(await tablesWith(person.email)).to.deep.equal([]);
    });

    it('and alone administers it, hands it over first; until then that business keeps what it has, and the others do not', async () => {
      const [here, elsewhere] = [await stand.addBusiness(), await stand.addBusiness()];
      const person = await stand.register({}, here);
      await stand.auth.signIn({ email: person.email, password: PASSWORD }, stand.anonymous(elsewhere));
      const there = { ...person, caller: { ...person.caller, tenantId: elsewhere } };
      await give(person, '{user,admin}', elsewhere);
      expect(await reasonOf(request(there))).to.equal('LAST_ADMINISTRATOR');
      const { erasure } = await request(person, { everywhere: true });
      const keeps = erasure?.steps.filter(({ tenantId }) => tenantId === toTypeId('tnt', elsewhere)) ?? [];
      expect(keeps.map(({ service, done, erased: rows, kept }) => [service, done, rows, kept.map(({ what }) => what)])).to.deep.equal([['user', true, 0, ['everything']]]);
      passGrace();
      await erased(person);
      expect([...erasedIn(person)]).to.deep.equal([here]);
      expect((await stand.users.getMe({}, there)).user?.email).to.equal(person.email);

      await give(await stand.register({}, elsewhere), '{user,admin}', elsewhere);
      await request(there);
      passGrace();
      while ((await privacy().getErasure({}, there)).erasure?.state !== ErasureState.DONE);
      expect([...erasedIn(person)]).to.have.members([here, elsewhere]);
    });

    it('and came to administer it alone meanwhile, waits for another day', async () => {
      const tenantId = await stand.addBusiness();
      const person = await stand.register({}, tenantId);
      await request(person);
      await postponed(person, () => give(person, '{user,admin}'));
      await give(await stand.register({}, tenantId), '{user,admin}');
      passGrace();
      await erased(person);
    });

    it('is not erased by the business before it has taken the role, also one that was given meanwhile', async () => {
      const person = await stand.register();
      await privacy().requestCustomerErasure({ userId: userIdOf(person) }, administrator());
      await postponed(person, () => give(person, '{user,provider}'));
      await give(person, '{user}');
      passGrace();
      await erased(person);
    });

    it('does not ask for their own as for a customer’s, which takes no proof of who they are', async () => {
      const person = await stand.register();
      const asAdmin = { caller: { ...person.caller, roles: ['user', 'admin'] as const } };
      await give(person, '{user,admin}');
      expect(await reasonOf(privacy().requestCustomerErasure({ userId: userIdOf(person) }, asAdmin))).to.equal('STAFF_STAYS');
    });

    it('is never two who go at once and leave it to nobody', async () => {
      const tenantId = await stand.addBusiness();
      const people = [await stand.register({}, tenantId), await stand.register({}, tenantId)];
      for (const person of people) await give(person, '{user,admin}');
      for (const person of people) await request(person);
      passGrace();
      const gone = await Promise.race(people.map(async (person) => (await erased(person), person)));
      const [left] = people.filter((person) => person !== gone);
      const { rows } = await admin.query<{ id: string }>(`select id from profile where tenant_id = $1 and roles @> '{admin}'`, [tenantId]);
      expect(rows.map(({ id }) => id)).to.deep.equal([left?.caller.subject]);
    });

    it('leaves it in turn with whoever changes roles there', async () => {
      const tenantId = await stand.addBusiness();
      const { caller: { subject: id } } = await stand.register({}, tenantId);
      const leave = () => stand.harness.service.database.write([tenantId], (query) => leaveBusiness(query, { tenantId, id }, new Date()));
      expect(await leave()).to.equal(true);
      await admin.query('begin');
      await admin.query(`select from actor_anchor where tenant_id = $1 and type = 'membership' for update`, [tenantId]);
      const refused: unknown = await leave().catch((error: unknown) => error);
      await admin.query('rollback');
      expect(refused).to.have.property('code', '55P03');
    });
  });
});
