/** API keys, on real Postgres and NATS: made by administrators, verified for the gateway. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { ApiKeyCreatedSchema, ApiKeyRevokedSchema } from '#proto/berth/user/v1/api_key_events_pb.ts';
import { ApiKeyService, ApiKeyVerificationService, type CreateApiKeyRequestSchema, type CreateApiKeyResponse } from '#proto/berth/user/v1/api_key_service_pb.ts';
import { AuthService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, newId, PLATFORM_TENANT, toTypeId } from '../../runtime/ids.ts';
import { newApiKey, readApiKey } from '../../runtime/rpc/api-key.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { openStand, reasonOf, type Stand } from '../testing/people.ts';

const GATEWAY: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:gateway', roles: ['service'] };

describe('API keys', function () {
  this.timeout(30_000);
  let stand: Stand;
  let keys: ClientOf<typeof ApiKeyService.method>;
  let checks: ClientOf<typeof ApiKeyVerificationService.method>;
  const start = Date.now();
  let ahead = 0;

  before(async () => {
    stand = await openStand({ now: () => new Date(start + ahead) });
    keys = stand.harness.connect(ApiKeyService);
    checks = stand.harness.connect(ApiKeyVerificationService);
  });
  after(() => stand?.[Symbol.asyncDispose]());
  beforeEach(() => void (ahead = 0));

  const administrator = (tenantId = stand.tenantId): { caller: Caller } => ({ caller: { tenantId, subject: newId(), roles: ['user', 'admin'] } });
  const create = (change: MessageInitShape<typeof CreateApiKeyRequestSchema> = {}, as = administrator()): Promise<CreateApiKeyResponse> =>
    keys.createApiKey({ name: 'Till', scopes: ['bookings:read'], ...change }, as);
  const verify = (text: string) => {
    const { id, digest } = readApiKey(text) ?? expect.fail('no API key');
    return checks.verifyApiKey({ id: toTypeId('key', id), digest }, { caller: GATEWAY });
  };
  const idOf = ({ apiKey }: Pick<CreateApiKeyResponse, 'apiKey'>): string => fromTypeId('key', apiKey?.id ?? '', 'id');
  const listed = async (id: string) => (await keys.listApiKeys({}, administrator())).apiKeys.find((key) => key.id === toTypeId('key', id));

  it('stand for their business and scopes, and for no other', async () => {
    const elsewhere = await stand.addBusiness();
    const here = await create({ scopes: ['bookings:read', 'catalog:read'] });
    const there = await create({}, administrator(elsewhere));
    expect(await verify(here.secret)).to.include({ tenantId: toTypeId('tnt', stand.tenantId) }).and.have.deep.property('scopes', ['bookings:read', 'catalog:read']);
    expect((await verify(there.secret)).tenantId).to.equal(toTypeId('tnt', elsewhere));
    expect(here.apiKey?.prefix).to.equal(here.secret.slice(0, -49));
    expect(await listed(idOf(here))).to.include({ name: 'Till', prefix: here.apiKey?.prefix });
    expect(await listed(idOf(there))).to.equal(undefined);
    expect(await reasonOf(keys.revokeApiKey({ id: there.apiKey?.id ?? '' }, administrator()))).to.equal('NOT_FOUND');
  });

  it('have secrets that are shown once: neither a repeat, nor a table, nor an event has them', async () => {
    const as = administrator();
    const requestId = newId();
    const first = await create({ requestId }, as);
    const again = await create({ requestId }, as);
    expect(again.apiKey).to.deep.equal(first.apiKey);
    expect(again.secret).to.equal('');
    const [, , , part = ''] = first.secret.split('_');
    const secrets = [part, Buffer.from(readApiKey(first.secret)?.digest ?? []).toString('base64url')];
    const { rows } = await storedText(stand);
    expect(rows.some((text) => text.includes(first.apiKey?.id ?? '-')), 'the search finds what is stored').to.equal(true);
    for (const text of rows) for (const secret of secrets) expect(text.includes(secret)).to.equal(false);
    const event = await stand.bench.seen(ApiKeyCreatedSchema, ({ apiKey }) => apiKey?.id === first.apiKey?.id);
    expect(JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.to.include(part);
  });

  it('with another secret or an unknown id are refused alike', async () => {
    const { apiKey, secret } = await create();
    const id = idOf({ apiKey });
    const { digest } = newApiKey(id);
    const wrong = await failureOf(checks.verifyApiKey({ id: apiKey?.id ?? '', digest }, { caller: GATEWAY }));
    const unknown = await failureOf(verify(newApiKey(newId()).text));
    expect(wrong).to.include({ code: 'UNAUTHENTICATED', reason: 'API_KEY_INVALID' });
    expect([unknown.code, unknown.reason, unknown.message]).to.deep.equal([wrong.code, wrong.reason, wrong.message]);
    expect(await reasonOf(verify(secret))).to.equal('none');
  });

  it('copied to another business or key open nothing', async () => {
    const elsewhere = await stand.addBusiness();
    const { secret, ...mine } = await create();
    const theirs = await create({}, administrator(elsewhere));
    // Somebody who writes the table puts the hash of a key they have where it would be more.
    await stand.harness.service.database.relay.run('update api_key set hash = (select hash from api_key where id = $1) where id = $2', [idOf(mine), idOf(theirs)]);
    const { digest } = readApiKey(secret) ?? expect.fail('no API key');
    expect(await reasonOf(checks.verifyApiKey({ id: theirs.apiKey?.id ?? '', digest }, { caller: GATEWAY }))).to.equal('API_KEY_INVALID');
  });

  it('end when they are revoked, once and for good, and whoever has the wrong secret is not told', async () => {
    const { apiKey, secret } = await create();
    const id = apiKey?.id ?? '';
    const first = await keys.revokeApiKey({ id }, administrator());
    const again = await keys.revokeApiKey({ id }, administrator());
    expect(again.apiKey?.revokeTime).to.deep.equal(first.apiKey?.revokeTime);
    expect(await reasonOf(verify(secret))).to.equal('API_KEY_REVOKED');
    expect(await reasonOf(checks.verifyApiKey({ id, digest: newApiKey(newId()).digest }, { caller: GATEWAY }))).to.equal('API_KEY_INVALID');
    expect((await listed(idOf({ apiKey })))?.revokeTime).to.deep.equal(first.apiKey?.revokeTime);
    await stand.bench.seen(ApiKeyRevokedSchema, (event) => event.apiKey?.id === id);
  });

  it('end when their time has come', async () => {
    const { secret } = await create({ expireTime: timestampFromDate(new Date(start + 3_600_000)) });
    ahead = 3_599_000;
    expect(await reasonOf(verify(secret))).to.equal('none');
    ahead = 3_600_000;
    expect(await reasonOf(verify(secret))).to.equal('API_KEY_EXPIRED');
    expect(await reasonOf(create({ expireTime: timestampFromDate(new Date(start - 1_000)) }))).to.equal('INVALID_FIELD');
  });

  it('tell when they were last used, written at most once a minute', async () => {
    const { secret, ...made } = await create();
    const usedAt = async () => (await listed(idOf(made)))?.lastUseTime;
    expect(await usedAt()).to.equal(undefined);
    await verify(secret);
    const first = await usedAt();
    expect(first).to.deep.equal(timestampFromDate(new Date(start)));
    ahead = 59_000;
    await verify(secret);
    expect(await usedAt()).to.deep.equal(first);
    ahead = 60_000;
    await verify(secret);
    expect(await usedAt()).to.deep.equal(timestampFromDate(new Date(start + 60_000)));
  });

  it('have scopes that there are, which a refusal names', async () => {
    const refusal = await failureOf(create({ scopes: ['bookings:read', 'users:delete'] }));
    expect(refusal).to.include({ code: 'INVALID_ARGUMENT', reason: 'UNKNOWN_SCOPE' });
    expect(refusal.details.violations?.[0]?.field).to.equal('scopes[1]');
    for (const known of ['bookings:read', 'bookings:write', 'catalog:write', 'payments:write']) expect(refusal.message).to.include(known);
    for (const scopes of [[], ['catalog:read', 'catalog:read']]) expect(await reasonOf(create({ scopes }))).to.equal('INVALID_REQUEST');
  });

  it('are listed a page at a time, and a hundred are enough', async () => {
    const tenantId = await stand.addBusiness();
    const as = administrator(tenantId);
    const made: string[] = [];
    for (let number = 1; number <= 100; number += 1) made.push((await create({ name: `Till ${number}` }, as)).apiKey?.id ?? '');
    expect(await reasonOf(create({}, as))).to.equal('TOO_MANY_API_KEYS');
    for (const id of made.slice(0, 5)) await keys.revokeApiKey({ id }, as);
    const atOnce = await Promise.allSettled(Array.from({ length: 12 }, () => create({}, as)));
    const last = atOnce.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.apiKey?.id ?? ''] : []));
    expect(last, 'of those who ask at once five get the last').to.have.length(5);
    made.push(...last.toSorted());
    const found: string[] = [];
    let pageToken = '';
    do {
      const page = await keys.listApiKeys({ pageSize: 40, pageToken }, as);
      found.push(...page.apiKeys.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(found).to.deep.equal(made.toReversed());
  });

  it('are not made by who is no administrator any more, whatever their token says', async () => {
    const { tenantId } = stand;
    const anonymous: Caller = { tenantId, subject: 'anonymous', roles: [] };
    const about = { email: `former-${newId()}@example.com`, password: 'correct horse', displayName: 'Former Admin' };
    const { session } = await stand.harness.connect(AuthService).register(about, { caller: anonymous });
    const former = fromTypeId('usr', session?.user?.id ?? '', 'id');
    expect(await reasonOf(create({}, { caller: { tenantId, subject: former, roles: ['user', 'admin'] } }))).to.equal('NO_ADMINISTRATOR');
  });

  it('are for administrators, and no key makes another', async () => {
    const { tenantId } = stand;
    const denied: readonly Caller[] = [
      { tenantId, subject: newId(), roles: ['user', 'provider'] },
      { tenantId, subject: 'service:booking', roles: ['service'] },
      { tenantId, subject: toTypeId('key', newId()), roles: ['admin'], scopes: ['bookings:read', 'users:read'] },
    ];
    for (const caller of denied) {
      expect((await failureOf(create({}, { caller }))).code).to.equal('PERMISSION_DENIED');
      expect((await failureOf(keys.listApiKeys({}, { caller }))).code).to.equal('PERMISSION_DENIED');
    }
    expect((await failureOf(checks.verifyApiKey({ id: toTypeId('key', newId()), digest: new Uint8Array(32) }, administrator()))).code).to.equal('PERMISSION_DENIED');
  });
});

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const outcome: unknown = await work.catch((error: unknown) => error);
  return outcome instanceof Failure ? outcome : expect.fail(`no refusal but ${String(outcome)}`);
}

/** All that the database of the service holds, row by row. */
async function storedText({ harness }: Stand): Promise<{ rows: string[] }> {
  const { relay } = harness.service.database;
  const tables = ['api_key', 'request_log', 'outbox'];
  const found = await Promise.all(tables.map((table) => relay.run<{ text: string }>(`select t::text as text from ${table} t`)));
  // Bytes are written as hexadecimal digits.
  return { rows: found.flat().flatMap(({ text }) => [text, Buffer.from([...text.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) => hex).join(''), 'hex').toString('latin1')]) };
}
