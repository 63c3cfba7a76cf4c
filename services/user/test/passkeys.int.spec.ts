/** Passkeys, by an authenticator in software, on real Postgres and NATS. */
import { expect } from 'chai';
import { PasskeyService } from '#proto/berth/user/v1/passkey_service_pb.ts';
import { AccountActivitySchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind } from '#proto/berth/user/v1/account_pb.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { softwareAuthenticator, type Authenticator, type Ceremony } from '../testing/authenticator.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

describe('passkeys', function () {
  this.timeout(30_000);
  let stand: Stand;
  let passkeys: ClientOf<typeof PasskeyService.method>;
  const start = Date.now();
  let ahead = 0;

  before(async () => {
    stand = await openStand({ now: () => new Date(start + ahead) });
    passkeys = stand.harness.connect(PasskeyService);
  });
  after(() => stand?.[Symbol.asyncDispose]());
  beforeEach(() => void (ahead = 0));

  const acting = ({ caller, session }: Person) => ({ caller: { ...caller, session: fromTypeId('sid', session.id, 'id') } });
  const add = async (person: Person, device: Authenticator, change: Partial<Ceremony> = {}, name = 'Phone') => {
    const { optionsJson } = await passkeys.beginPasskeyRegistration({}, person);
    return passkeys.finishPasskeyRegistration({ name, responseJson: device.create(optionsJson, change) }, acting(person));
  };
  const begin = async (tenantId?: string): Promise<string> => (await passkeys.beginPasskeySignIn({}, stand.anonymous(tenantId))).optionsJson;
  const finish = (responseJson: string, tenantId?: string) => passkeys.finishPasskeySignIn({ responseJson }, stand.anonymous(tenantId));
  const signIn = async (device: Authenticator, change: Partial<Ceremony> = {}) => finish(device.get(await begin(), change));

  it('sign in their owner, in every business, without saying who before', async () => {
    const ana = await stand.registerProved();
    const device = softwareAuthenticator();
    const { passkey } = await add(ana, device);
    const { session } = await signIn(device);
    expect(session?.user?.id).to.equal(ana.session.user?.id);
    expect(await reasonOf(stand.auth.refreshSession({ refreshToken: session?.refreshToken ?? '' }, stand.anonymous()))).to.equal('none');
    const elsewhere = await stand.addBusiness();
    const abroad = await finish(device.get(await begin(elsewhere)), elsewhere);
    expect(abroad.session?.user?.id).to.equal(ana.session.user?.id);
    expect(JSON.parse(await begin()).allowCredentials ?? []).to.deep.equal([]);
    const listed = (await passkeys.listPasskeys({}, ana)).passkeys;
    expect(listed.map(({ id, name }) => [id, name])).to.deep.equal([[passkey?.id, 'Phone']]);
    expect(listed[0]?.useTime).not.to.equal(undefined);
  });

  it('use a challenge once, also when it comes twice at a time', async () => {
    const ana = await stand.registerProved();
    const device = softwareAuthenticator();
    const { optionsJson } = await passkeys.beginPasskeyRegistration({}, ana);
    const responseJson = device.create(optionsJson);
    await passkeys.finishPasskeyRegistration({ name: 'Phone', responseJson }, acting(ana));
    expect(await reasonOf(passkeys.finishPasskeyRegistration({ name: 'Again', responseJson }, acting(ana)))).to.equal('PASSKEY_REFUSED');
    const answer = device.get(await begin());
    const outcomes = await Promise.all([reasonOf(finish(answer)), reasonOf(finish(answer)), reasonOf(finish(answer))]);
    expect(outcomes.toSorted()).to.deep.equal(['PASSKEY_REFUSED', 'PASSKEY_REFUSED', 'none']);
  });

  it('use a challenge for its own purpose, person and business only, and for five minutes', async () => {
    const [ana, ben] = [await stand.registerProved(), await stand.registerProved()];
    const device = softwareAuthenticator();
    const registration = (await passkeys.beginPasskeyRegistration({}, ana)).optionsJson;
    expect(await reasonOf(passkeys.finishPasskeyRegistration({ name: 'Ben’s', responseJson: device.create(registration) }, acting(ben)))).to.equal('PASSKEY_REFUSED');
    expect(await reasonOf(passkeys.finishPasskeyRegistration({ name: 'Forged', responseJson: device.create(await begin()) }, acting(ana)))).to.equal('PASSKEY_REFUSED');
    await add(ana, device);
    expect(await reasonOf(finish(device.get(registration)))).to.equal('PASSKEY_REFUSED');
    expect(await reasonOf(finish(device.get(await begin(await stand.addBusiness()))))).to.equal('PASSKEY_REFUSED');
    const forged = Buffer.alloc(56, 7).toString('base64url');
    expect(await reasonOf(finish(device.get(JSON.stringify({ challenge: forged }))))).to.equal('PASSKEY_REFUSED');
  });

  for (const [what, change] of [
    ['another origin', { origin: 'http://localhost.evil.example:8080' }],
    ['another domain', { rpId: 'evil.example' }],
    ['nobody verified', { userVerified: false }],
  ] as const) {
    it(`are refused with ${what}`, async () => {
      const ana = await stand.registerProved();
      const device = softwareAuthenticator();
      expect(await reasonOf(add(ana, softwareAuthenticator(), change))).to.equal('PASSKEY_REFUSED');
      await add(ana, device);
      expect(await reasonOf(signIn(device, change))).to.equal('PASSKEY_REFUSED');
      expect(await reasonOf(signIn(device))).to.equal('none');
    });
  }

  it('are refused when their counter goes back, as that of a copy does', async () => {
    const device = softwareAuthenticator();
    await add(await stand.registerProved(), device, { counter: 1 });
    expect(await reasonOf(signIn(device, { counter: 5 }))).to.equal('none');
    expect(await reasonOf(signIn(device, { counter: 5 }))).to.equal('PASSKEY_REFUSED');
    expect(await reasonOf(signIn(device, { counter: 4 }))).to.equal('PASSKEY_REFUSED');
    expect(await reasonOf(signIn(device, { counter: 6 }))).to.equal('none');
  });

  it('are nobody’s but who added them first', async () => {
    const [ana, ben] = [await stand.registerProved(), await stand.registerProved()];
    const device = softwareAuthenticator();
    const { passkey } = await add(ana, device);
    expect(await reasonOf(add(ben, device))).to.equal('PASSKEY_TAKEN');
    expect(await reasonOf(passkeys.removePasskey({ id: passkey?.id ?? '' }, ben))).to.equal('NOT_FOUND');
    expect((await passkeys.listPasskeys({}, ben)).passkeys).to.deep.equal([]);
    expect(await reasonOf(signIn(softwareAuthenticator()))).to.equal('PASSKEY_REFUSED');
    // A signature of another key under the first's name.
    const stolen = JSON.stringify({ ...JSON.parse(softwareAuthenticator().get(await begin())), id: device.credentialId, rawId: device.credentialId });
    expect(await reasonOf(finish(stolen))).to.equal('PASSKEY_REFUSED');
  });

  it('are added by who has proved the address, in a session that goes on', async () => {
    const eve = await stand.register();
    expect(await reasonOf(passkeys.beginPasskeyRegistration({}, eve))).to.equal('EMAIL_NOT_VERIFIED');
    const ana = await stand.registerProved();
    const { passkey } = await add(ana, softwareAuthenticator());
    await stand.accounts.signOutEverywhere({}, ana);
    expect(await reasonOf(add(ana, softwareAuthenticator()))).to.equal('SESSION_ENDED');
    expect(await reasonOf(passkeys.removePasskey({ id: passkey?.id ?? '' }, acting(ana)))).to.equal('SESSION_ENDED');
    expect((await passkeys.listPasskeys({}, ana)).passkeys).to.have.length(1);
  });

  it('are added right after a sign-in only: whoever finds an open session adds none', async () => {
    const ana = await stand.registerProved();
    ahead = 11 * 60_000;
    expect(await reasonOf(add(ana, softwareAuthenticator()))).to.equal('REAUTHENTICATION_REQUIRED');
    const { session } = await stand.auth.signIn({ email: ana.email, password: PASSWORD }, stand.anonymous());
    expect(await reasonOf(add(stand.personOf(session), softwareAuthenticator()))).to.equal('none');
  });

  it('sign nobody in once they are removed', async () => {
    const ana = await stand.registerProved();
    const device = softwareAuthenticator();
    const { passkey } = await add(ana, device);
    const again = { ...ana, requestId: newId() };
    for (let time = 0; time < 2; time += 1) expect(await reasonOf(passkeys.removePasskey({ id: passkey?.id ?? '' }, again))).to.equal('none');
    expect(await reasonOf(passkeys.removePasskey({ id: passkey?.id ?? '' }, ana))).to.equal('NOT_FOUND');
    expect(await reasonOf(signIn(device))).to.equal('PASSKEY_REFUSED');
    expect(await reasonOf(stand.auth.signIn({ email: ana.email, password: PASSWORD }, stand.anonymous()))).to.equal('none');
    for (const kind of [AccountActivityKind.PASSKEY_ADDED, AccountActivityKind.PASSKEY_REMOVED]) {
      await stand.bench.seen(AccountActivitySchema, (activity) => activity.kind === kind && activity.userId === ana.session.user?.id);
    }
  });

  it('take nothing for an answer that is none', async () => {
    for (const responseJson of ['{}', 'null', '[1]', 'no JSON', '{"id":"x","rawId":"x","type":"public-key","response":{}}']) {
      expect(await reasonOf(finish(responseJson)), responseJson).to.equal('PASSKEY_REFUSED');
    }
    // Half a surrogate pair, which is no text that anything can be made of.
    const torn = { ...JSON.parse(softwareAuthenticator().get(await begin())), id: '\ud800' };
    expect(await reasonOf(finish(JSON.stringify(torn)))).to.equal('PASSKEY_REFUSED');
  });

  it('are fifty at most', async () => {
    const ana = await stand.registerProved();
    await stand.harness.service.database.relay.run(
      `insert into passkey (id, identity_id, credential_id, public_key, counter, name, created_time)
       select gen_random_uuid(), $1::uuid, gen_random_uuid()::text, '', 0, 'Phone', now() from generate_series(1, 48)`,
      [ana.caller.subject],
    );
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => reasonOf(add(ana, softwareAuthenticator()))));
    expect(outcomes.toSorted().slice(0, 4), 'two fit').not.to.include('none');
    expect(outcomes.filter((outcome) => outcome === 'none').length).to.be.within(1, 2);
    while ((await reasonOf(add(ana, softwareAuthenticator()))) === 'none') continue;
    expect((await passkeys.listPasskeys({}, ana)).passkeys).to.have.length(50);
    expect(await reasonOf(add(ana, softwareAuthenticator()))).to.equal('TOO_MANY_PASSKEYS');
  });

  it('have names as long as WebAuthn allows, and no longer', async () => {
    const ana = await stand.registerProved();
    expect(await reasonOf(add(ana, softwareAuthenticator({ idBytes: 1_023 })))).to.equal('none');
    expect(await reasonOf(add(ana, softwareAuthenticator({ idBytes: 1_024 })))).to.equal('PASSKEY_REFUSED');
    expect(await reasonOf(add(ana, softwareAuthenticator({ idBytes: 3_000 })))).to.equal('PASSKEY_REFUSED');
  });
});
