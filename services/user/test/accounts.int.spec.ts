import { expect } from 'chai';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { AuthService, TenantService, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, newId, PLATFORM_TENANT } from '../../runtime/ids.ts';
import { startServiceHarness, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readUserConfig } from '../config.ts';
import { startUser } from '../service.ts';

const operator: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:test', roles: ['service', 'operator'] };

const HARBOUR = {
  slug: 'harbour',
  name: 'Harbour Dive',
  tagline: 'Down there',
  timeZone: 'Europe/Lisbon',
  currencyCode: 'EUR',
  locale: 'en-GB',
  brandColor: '#0a6c74',
  supportEmail: 'hello@harbour.example',
  legalEntity: { name: 'Harbour Dive, Lda.', addressLines: ['Rua da Praia 1'], countryCode: 'PT', taxId: 'PT500000000', taxRateBps: 2300 },
};

const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Failure ? error.reason : String(error);
  }
};

describe('accounts', function () {
  this.timeout(20_000);
  let harness: ServiceHarness;
  let tenantId: string;
  const anonymous = (): { caller: Caller } => ({ caller: { tenantId, subject: 'anonymous', roles: [] } });

  before(async () => {
    harness = await startServiceHarness('user', (env) => startUser(readUserConfig(env)));
    const tenants = harness.connect(TenantService);
    const { tenant } = await tenants.createTenant(HARBOUR, { caller: operator });
    tenantId = fromTypeId('tnt', tenant?.id ?? '', 'id');
  });

  after(() => harness[Symbol.asyncDispose]());

  const auth = () => harness.connect(AuthService);
  const ana = { email: 'Ana@Example.com', password: 'correct horse', displayName: 'Ana' };

  it('registers, signs in and tells who it is', async () => {
    const { session } = await auth().register(ana, anonymous());
    expect(session?.user?.email).to.equal('ana@example.com');
    const again = await auth().signIn({ email: 'ANA@example.com', password: ana.password }, anonymous());
    expect(again.session?.accessToken.split('.')).to.have.length(3);
    const me = await harness.connect(UserService).getMe({}, { caller: { tenantId, subject: fromTypeId('usr', session?.user?.id ?? '', 'id'), roles: ['user'] } });
    expect(me.user?.displayName).to.equal('Ana');
    expect(me.tenant?.slug).to.equal('harbour');
  });

  it('says the same for a wrong password and an unknown address', async () => {
    expect(await reasonOf(auth().signIn({ email: ana.email, password: 'wrong password' }, anonymous()))).to.equal('WRONG_CREDENTIALS');
    expect(await reasonOf(auth().signIn({ email: 'nobody@example.com', password: 'wrong password' }, anonymous()))).to.equal('WRONG_CREDENTIALS');
    expect(await reasonOf(auth().register({ ...ana, password: 'another password' }, anonymous()))).to.equal('EMAIL_TAKEN');
  });

  it('keeps one session through fifty refreshes at once, and ends it when an old token comes back', async () => {
    const { session } = await auth().signIn(ana, anonymous());
    const first = session?.refreshToken ?? '';
    const refreshed = await Promise.all(Array.from({ length: 50 }, () => auth().refreshSession({ refreshToken: first }, anonymous())));
    const tokens = new Set(refreshed.map(({ session: s }) => s?.refreshToken));
    expect(tokens.size).to.equal(1);
    const [second = ''] = tokens;
    const { session: third } = await auth().refreshSession({ refreshToken: second }, anonymous());
    expect(await reasonOf(auth().refreshSession({ refreshToken: first }, anonymous()))).to.equal('SESSION_ENDED');
    expect(await reasonOf(auth().refreshSession({ refreshToken: third?.refreshToken ?? '' }, anonymous()))).to.equal('SESSION_ENDED');
  });

  it('accepts no refresh token that it did not make', async () => {
    const { session } = await auth().signIn(ana, anonymous());
    const [id = '', generation = '', mac = ''] = (session?.refreshToken ?? '').split('.');
    const forged = [`${id}.${Number(generation) + 1}.${mac}`, `${id}.${generation}.${mac.slice(0, -2)}AA`, 'x'.repeat(40)];
    for (const refreshToken of forged) {
      expect(await reasonOf(auth().refreshSession({ refreshToken }, anonymous()))).to.equal('SESSION_ENDED');
    }
  });

  it('stores no token, neither in its tables nor in its request log', async () => {
    const { session } = await auth().register({ ...ana, email: 'token@example.com' }, anonymous());
    const mac = session?.refreshToken.split('.').at(-1) ?? '';
    const [log] = await harness.service.database.relay.run<{ found: boolean }>(
      `select bool_or(position($1::bytea in reply) > 0) as found from request_log`,
      [Buffer.from(mac)],
    );
    expect(log?.found).to.equal(false);
  });

  it('ends a session for whoever repeats an old request of it, too', async () => {
    const { session } = await auth().signIn(ana, anonymous());
    const repeatable = { ...anonymous(), requestId: newId() };
    const refresh = { refreshToken: session?.refreshToken ?? '' };
    const { session: renewed } = await auth().refreshSession(refresh, repeatable);
    expect((await auth().refreshSession(refresh, repeatable)).session?.refreshToken).to.equal(renewed?.refreshToken);
    await auth().signOut({ refreshToken: renewed?.refreshToken ?? '' }, anonymous());
    expect(await reasonOf(auth().refreshSession(refresh, repeatable))).to.equal('SESSION_ENDED');
  });

  it('stores nothing that a password could be guessed against but its slow hash', async () => {
    const request = { ...ana, email: 'guess@example.com', requestId: newId() };
    await auth().register(request, anonymous());
    const rows = await harness.service.database.relay.run('select from request_log where request_id = $1', [request.requestId]);
    expect(rows).to.have.length(0);
  });

  it('signs in who repeats a registration, as the same person', async () => {
    const request = { ...ana, email: 'twice@example.com', requestId: newId() };
    const replies = await Promise.all([auth().register(request, anonymous()), auth().register(request, anonymous())]);
    const again = await auth().register({ ...request, displayName: 'Somebody else' }, anonymous());
    expect(new Set([...replies, again].map(({ session }) => session?.user?.id)).size).to.equal(1);
    expect(again.session?.user?.displayName).to.equal('Ana');
  });

  const importer = (): { caller: Caller } => ({ caller: { tenantId, subject: 'service:test', roles: ['service'] } });

  it('imports a person who is named twice once', async () => {
    const ben = { email: 'ben@example.com', displayName: 'Ben' };
    const { users } = await harness.connect(UserService).importUsers({ users: [ben, { ...ben, email: 'BEN@example.com' }] }, importer());
    expect(new Set(users.map(({ id }) => id)).size).to.equal(1);
  });

  it('makes nobody staff who has registered the address without proving it', async () => {
    const users = harness.connect(UserService);
    const staff = (password: string) => users.importUsers({ users: [{ email: 'boss@example.com', displayName: 'Boss', password, roles: [Role.ADMIN] }] }, importer());
    await auth().register({ ...ana, email: 'boss@example.com', password: 'horse of a squatter' }, { caller: { ...anonymous().caller, tenantId: newId() } });
    expect(await reasonOf(staff(''))).to.equal('MEMBER_NOT_PROVED');
    expect(await reasonOf(staff('horse of the boss'))).to.equal('MEMBER_NOT_PROVED');
    const { session } = await auth().signIn({ email: 'boss@example.com', password: 'horse of a squatter' }, anonymous());
    expect(session?.user?.roles).to.deep.equal([Role.USER]);
  });

  it('makes somebody staff in another business whom it has imported before', async () => {
    const olga = { email: 'olga@example.com', displayName: 'Olga', password: 'correct horse', roles: [Role.USER, Role.ADMIN] };
    const elsewhere = { caller: { ...importer().caller, tenantId: newId() } };
    const replies = [await harness.connect(UserService).importUsers({ users: [olga] }, importer()), await harness.connect(UserService).importUsers({ users: [olga] }, elsewhere)];
    expect(replies.map(({ users }) => users[0]?.roles)).to.deep.equal([[Role.USER, Role.ADMIN], [Role.USER, Role.ADMIN]]);
  });

  it('imports people while they register', async () => {
    const people = Array.from({ length: 8 }, (_, n) => ({ email: `both-${n}@example.com`, displayName: 'Both', password: 'correct horse' }));
    const [imported, ...registered] = await Promise.allSettled([
      harness.connect(UserService).importUsers({ users: people }, importer()),
      ...people.map((person) => auth().register(person, anonymous())),
    ]);
    expect(imported.status).to.equal('fulfilled');
    const refusals = registered.flatMap((result) => (result.status === 'rejected' && result.reason instanceof Failure ? [result.reason.reason] : []));
    expect(new Set([...refusals, 'EMAIL_TAKEN'])).to.deep.equal(new Set(['EMAIL_TAKEN']));
  });

  it('imports more people with passwords than may wait to sign in', async () => {
    const users = Array.from({ length: 230 }, (_, n) => ({ email: `many-${n}@example.com`, displayName: 'Many', password: 'correct horse' }));
    const reply = await harness.connect(UserService).importUsers({ users }, { ...importer(), deadlineMs: 60_000 });
    expect(reply.users).to.have.length(users.length);
  }).timeout(60_000);

  it('lets a second replica start beside the one that publishes, and both sign with one key', async () => {
    const { appUrl, ownerUrl, relayUrl } = harness.files;
    const env = { DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, DATABASE_RELAY_URL: relayUrl };
    await using other = await startServiceHarness('user', (made) => startUser(readUserConfig({ ...made, ...env })));
    const keysOf = async (one: ServiceHarness) => (await one.connect(AuthService).getJwks({}, anonymous())).jwksJson;
    expect(await keysOf(other)).to.equal(await keysOf(harness));
    expect(JSON.parse(await keysOf(other)).keys).to.have.length(1);
  });

  it('gives a slug to one business only', async () => {
    const tenants = harness.connect(TenantService);
    expect(await reasonOf(tenants.createTenant(HARBOUR, { caller: operator }))).to.equal('SLUG_TAKEN');
    expect((await tenants.listTenants({}, anonymous())).tenants.map(({ slug }) => slug)).to.deep.equal(['harbour']);
  });
});
