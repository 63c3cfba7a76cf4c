/** Keys of the settings are changed one after the other, on one database, without anybody losing a session, a second factor or the key that signs. */
import { expect } from 'chai';
import { decodeProtectedHeader } from 'jose';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { AuthService, TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId, PLATFORM_TENANT } from '../../runtime/ids.ts';
import { createKeyring } from '../../runtime/secrets/keyring.ts';
import { type ServiceHarness, startServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readUserConfig } from '../config.ts';
import { createSigningKeys, signingKeySealer } from '../signing-keys.ts';
import { startUser } from '../service.ts';
import { PASSWORD, reasonOf } from '../testing/people.ts';
import { codeOf, stepAt } from '../totp.ts';

const OLD = 'an old key of more than 32 characters';
const NEW = 'a new key of more than 32 characters.';
const OPERATOR: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:test', roles: ['service', 'operator'] };

/** A user service with these keys: on the database of another, if one is given. */
const serviceWith = (keys: string, on?: ServiceHarness): Promise<ServiceHarness> => {
  const files = on && { DATABASE_URL: on.files.appUrl, DATABASE_OWNER_URL: on.files.ownerUrl, DATABASE_RELAY_URL: on.files.relayUrl };
  return startServiceHarness('user', (env) => startUser(readUserConfig({ ...env, ...files, ENCRYPTION_KEYS: keys })));
};

const bytesOf = (base32: string): Buffer => {
  const bits = [...base32].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

describe('keys that encrypt what is stored', function () {
  this.timeout(60_000);

  it('are changed without anybody noticing, and then the old one is of no use', async () => {
    await using before = await serviceWith(OLD);
    const { tenant } = await before.connect(TenantService).createTenant({
      slug: `h-${newId()}`, name: 'Harbour Dive', timeZone: 'Europe/Lisbon', currencyCode: 'EUR', locale: 'en-GB', brandColor: '#0a6c74',
      supportEmail: 'hello@harbour.example', legalEntity: { name: 'Harbour Dive, Lda.', addressLines: ['Rua da Praia 1'], countryCode: 'PT', taxId: 'PT500000000', taxRateBps: 2300 },
    }, { caller: OPERATOR });
    const tenantId = fromTypeId('tnt', tenant?.id ?? '', 'id');
    const anonymous = { caller: { tenantId, subject: 'anonymous', roles: [] } };
    const email = `ana-${newId()}@example.com`;
    const { session } = await before.connect(AuthService).register({ email, password: PASSWORD, displayName: 'Ana' }, anonymous);
    const ana = { caller: { tenantId, subject: fromTypeId('usr', session?.user?.id ?? '', 'id'), roles: ['user'] as const } };
    const { secret } = await before.connect(SecondFactorService).beginTotp({ password: PASSWORD }, ana);
    const code = (steps: number): string => codeOf(bytesOf(secret), stepAt(new Date()) + steps);
    const { recoveryCodes } = await before.connect(SecondFactorService).confirmTotp({ code: code(0) }, ana);

    await using during = await serviceWith(`${NEW},${OLD}`, before);
    const refreshed = await during.connect(AuthService).refreshSession({ refreshToken: session?.refreshToken ?? '' }, anonymous);
    const kid = (token: string | undefined): unknown => decodeProtectedHeader(token ?? '').kid;
    expect(kid(refreshed.session?.accessToken)).to.equal(kid(session?.accessToken));
    const sealed = await before.service.database.relay.run<{ sealed: string }>(
      `select sealed_key as sealed from signing_key union all select second_factor ->> 'sealedSecret' from identity where second_factor is not null`,
    );
    const { prefix } = signingKeySealer(createKeyring([NEW]));
    expect(sealed).to.have.length(2);
    for (const row of sealed) expect(row.sealed.startsWith(prefix)).to.equal(true);

    await using after = await serviceWith(NEW, before);
    const auth = after.connect(AuthService);
    expect(await reasonOf(auth.signIn({ email, password: PASSWORD, secondFactorCode: code(1) }, anonymous))).to.equal('none');
    expect(await reasonOf(auth.signIn({ email, password: PASSWORD, secondFactorCode: recoveryCodes[0] ?? '' }, anonymous))).to.equal('none');
    const { session: last } = await auth.refreshSession({ refreshToken: refreshed.session?.refreshToken ?? '' }, anonymous);
    expect(kid(last?.accessToken)).to.equal(kid(session?.accessToken));
    expect(await reasonOf(auth.refreshSession({ refreshToken: session?.refreshToken ?? '' }, anonymous))).to.equal('SESSION_ENDED');
  });

  it('that are gone from the settings stop the start, in words that say what to do', async () => {
    await using before = await serviceWith(OLD);
    expect(await reasonOf(serviceWith(NEW, before))).to.match(/signing keys was encrypted with a key that ENCRYPTION_KEYS does not hold any more: add it again, after the newest/);
  });
});

describe('signing keys', function () {
  this.timeout(60_000);

  it('are made once by replicas that all find none', async () => {
    await using harness = await serviceWith(OLD);
    const { database } = harness.service;
    await database.relay.run('delete from signing_key');
    const rules = { rotateAfterMs: 3_600_000, publishAheadMs: 60_000 };
    const signers = await Promise.all(Array.from({ length: 6 }, () => createSigningKeys(database, createKeyring([OLD]), rules).signer()));
    expect(new Set(signers.map(({ kid }) => kid)).size).to.equal(1);
    expect(await database.relay.run('select kid from signing_key')).to.have.length(1);
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
