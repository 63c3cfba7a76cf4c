/** Keys of the settings are changed one after the other, on one database, without anybody losing a session, a second factor or the key that signs. */
import { expect } from 'chai';
import { decodeProtectedHeader } from 'jose';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { SigningKeyService } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import { AuthService, TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId, PLATFORM_TENANT } from '../../runtime/ids.ts';
import { createKeyring } from '../../runtime/secrets/keyring.ts';
import { type ServiceHarness, startServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readUserConfig } from '../config.ts';
import { loadSigningKeys, saveSigningKeys, sealedSigningKeys } from '../db/signing-key-store.ts';
import { createSigningKeys, signingKeySealer } from '../signing-keys.ts';
import { startUser } from '../service.ts';
import { codeAt } from '../testing/authenticator-app.ts';
import { business, PASSWORD, reasonOf } from '../testing/people.ts';

const OLD = 'an old key of more than 32 characters';
const NEW = 'a new key of more than 32 characters.';
const OPERATOR: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:test', roles: ['service', 'operator'] };

/** A user service with these keys: on the database of another, if one is given. */
const serviceWith = (keys: string, on?: ServiceHarness): Promise<ServiceHarness> => {
  const files = on && { DATABASE_URL: on.files.appUrl, DATABASE_OWNER_URL: on.files.ownerUrl, DATABASE_RELAY_URL: on.files.relayUrl };
  return startServiceHarness('user', (env) => startUser(readUserConfig({ ...env, ...files, ENCRYPTION_KEYS: keys })));
};

interface Somebody {
  readonly email: string;
  readonly me: { readonly caller: Caller };
  refreshToken: string;
  readonly kid: unknown;
  readonly recoveryCodes: string[];
}

const kidOf = (token: string | undefined): unknown => decodeProtectedHeader(token ?? '').kid;

describe('keys that encrypt what is stored', function () {
  this.timeout(60_000);

  const openBusiness = async (on: ServiceHarness) => {
    const { tenant } = await on.connect(TenantService).createTenant(business(`h-${newId()}`), { caller: OPERATOR });
    const tenantId = fromTypeId('tnt', tenant?.id ?? '', 'id');
    const anonymous = { caller: { tenantId, subject: 'anonymous', roles: [] } };
    return {
      /** Somebody new, whose second factor one replica makes and another confirms. */
      async join(at: ServiceHarness, confirmedAt = at): Promise<Somebody> {
        const email = `ana-${newId()}@example.com`;
        const { session } = await at.connect(AuthService).register({ email, password: PASSWORD, displayName: 'Ana' }, anonymous);
        const me = { caller: { tenantId, subject: fromTypeId('usr', session?.user?.id ?? '', 'id'), roles: ['user'] as const } };
        const { secret } = await at.connect(SecondFactorService).beginTotp({ password: PASSWORD }, me);
        const { recoveryCodes } = await confirmedAt.connect(SecondFactorService).confirmTotp({ code: codeAt(secret, new Date()) }, me);
        return { email, me, refreshToken: session?.refreshToken ?? '', kid: kidOf(session?.accessToken), recoveryCodes };
      },
      async refresh(who: Somebody, at: ServiceHarness): Promise<unknown> {
        const { session } = await at.connect(AuthService).refreshSession({ refreshToken: who.refreshToken }, anonymous);
        who.refreshToken = session?.refreshToken ?? '';
        return kidOf(session?.accessToken);
      },
      signIn: ({ email, recoveryCodes }: Somebody, at: ServiceHarness): Promise<string> =>
        reasonOf(at.connect(AuthService).signIn({ email, password: PASSWORD, secondFactorCode: recoveryCodes.pop() ?? '' }, anonymous)),
    };
  };

  it('are changed by the drill, a replica at a time, without anybody noticing', async () => {
    await using stack = new AsyncDisposableStack();
    let before = stack.use(await serviceWith(OLD));
    const { join, refresh, signIn } = await openBusiness(before);
    const people = [await join(before)];
    const first = before;
    for (const keys of [`${OLD},${NEW}`, `${NEW},${OLD}`, `${NEW},${OLD}`, NEW]) {
      const after = stack.use(await serviceWith(keys, first));
      // Both serve for a while, and whoever comes to one goes on at the other.
      people.push(await join(before, after), await join(after, before));
      for (const who of people) {
        for (const at of [before, after, before]) expect(await refresh(who, at), keys).to.equal(people[0]?.kid);
        expect(await signIn(who, before), keys).to.equal('none');
        expect(await signIn(who, after), keys).to.equal('none');
      }
      before = after;
    }
    const sealed = await first.service.database.relay.run<{ sealed: string }>(
      `select sealed_key as sealed from signing_key union all select second_factor ->> 'sealedSecret' from identity where second_factor is not null`,
    );
    const { prefix } = signingKeySealer(createKeyring([NEW]));
    expect(sealed).to.have.length(10);
    for (const row of sealed) expect(row.sealed.startsWith(prefix)).to.equal(true);
  });

  it('are noticed when replicas that have the new key serve beside some that do not', async () => {
    await using without = await serviceWith(OLD);
    const { join, refresh, signIn } = await openBusiness(without);
    const ana = await join(without);
    await using having = await serviceWith(`${NEW},${OLD}`, without);
    await refresh(ana, having);
    expect(await reasonOf(refresh(ana, without))).to.equal('SESSION_ENDED');
    expect(await signIn(ana, without)).not.to.equal('none');
  });

  it('that are gone from the settings stop the start, in words that say what to do', async () => {
    await using before = await serviceWith(OLD);
    expect(await reasonOf(serviceWith(NEW, before))).to.match(/signing keys was encrypted with a key that ENCRYPTION_KEYS does not hold any more: add it again, after the newest/);
  });
});

describe('signing keys', function () {
  this.timeout(60_000);
  const rules = { rotateAfterMs: 3_600_000, publishAheadMs: 60_000 };
  /** As a replica sees them that has just started, and what it logs. */
  const replicaOn = ({ service: { database } }: ServiceHarness, keys: readonly [string, ...string[]] = [OLD]) => {
    const errors: { readonly kid: string }[] = [];
    return { errors, keys: createSigningKeys(database, createKeyring(keys), rules, { info: () => undefined, error: (about: { readonly kid: string }) => void errors.push(about) }) };
  };

  it('of which one does not open are signed with another, which says so to operators', async () => {
    await using harness = await serviceWith(OLD);
    const { relay } = harness.service.database;
    const broken = await replicaOn(harness).keys.signer();
    await relay.run(`update signing_key set sealed_key = 'from another row'`);
    const { keys, errors } = replicaOn(harness);
    await keys.reseal();
    const { kid } = await keys.signer();
    expect(kid).not.to.equal(broken.kid);
    await keys.signer();
    expect(errors.map((about) => about.kid)).to.deep.equal([broken.kid]);
    await using another = await serviceWith(OLD, harness);
    const shown = (await another.connect(SigningKeyService).listSigningKeys({}, { caller: OPERATOR })).keys;
    expect(shown.map((key) => [key.kid, key.unreadable])).to.deep.equal([[kid, false], [broken.kid, true]]);
    // Whoever still opens it has signed with it: its tokens are good until they end.
    const { jwksJson } = await another.connect(AuthService).getJwks({}, { caller: { tenantId: PLATFORM_TENANT, subject: 'anonymous', roles: [] } });
    expect(JSON.parse(jwksJson).keys).to.have.length(2);
  });

  it('that were revoked stay so, whatever was read before is written', async () => {
    await using harness = await serviceWith(OLD);
    const { relay } = harness.service.database;
    const rows = sealedSigningKeys(relay);
    const { prefix } = signingKeySealer(createKeyring([NEW]));
    const [read, page] = [await loadSigningKeys(relay), await rows.page(prefix, undefined)];
    await harness.connect(SigningKeyService).revokeSigningKeys({}, { caller: OPERATOR });
    for (const row of page) await rows.write(row, `${prefix}sealed anew`);
    await saveSigningKeys(relay, read);
    const [revoked, ...others] = await loadSigningKeys(relay);
    expect(others).to.have.length(1);
    expect([revoked?.revoked instanceof Date, revoked?.sealed]).to.deep.equal([true, `${prefix}sealed anew`]);
  });

  it('are made once by replicas that all find none', async () => {
    await using harness = await serviceWith(OLD);
    const { relay } = harness.service.database;
    await relay.run('delete from signing_key');
    const signers = await Promise.all(Array.from({ length: 6 }, () => replicaOn(harness).keys.signer()));
    expect(new Set(signers.map(({ kid }) => kid)).size).to.equal(1);
    expect(await relay.run('select kid from signing_key')).to.have.length(1);
  });

  it('are made once for all replicas when their time has come, and published before they sign', async () => {
    await using harness = await startServiceHarness('user', (env) => startUser(readUserConfig({ ...env, SIGNING_KEY_PUBLISH_AHEAD: '1h' })), { replicas: 2 });
    const { relay } = harness.service.database;
    const tell = async () => relay.run<{ kid: string; waits: boolean }>('select kid, activate_time > now() as waits from signing_key order by activate_time');
    const [first] = await tell();
    await relay.run(`update signing_key set activate_time = activate_time - interval '29 days 23 hours 30 minutes'`);
    // Replicas that start look at once; those that run do within seconds.
    const url = { DATABASE_URL: harness.files.appUrl, DATABASE_OWNER_URL: harness.files.ownerUrl, DATABASE_RELAY_URL: harness.files.relayUrl };
    await using others = await startServiceHarness('user', (env) => startUser(readUserConfig({ ...env, ...url, SIGNING_KEY_PUBLISH_AHEAD: '1h' })), { replicas: 3 });
    const keys = await tell();
    expect(keys.map(({ waits }) => waits)).to.deep.equal([false, true]);
    const published = async (): Promise<string[]> => {
      const { jwksJson } = await others.connect(AuthService).getJwks({}, { caller: { tenantId: PLATFORM_TENANT, subject: 'anonymous', roles: [] } });
      const { keys: all }: { keys: { kid: string }[] } = JSON.parse(jwksJson);
      return all.map(({ kid }) => kid);
    };
    expect(await published()).to.deep.equal(keys.map(({ kid }) => kid));
    // The second signs, and the last token of the first has ended.
    await relay.run(`update signing_key set activate_time = now() - interval '11 minutes 1 second' where kid <> $1`, [first?.kid]);
    expect(await published()).to.deep.equal([keys[1]?.kid]);
  });
});
