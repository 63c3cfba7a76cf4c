import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { DescMethod } from '@bufbuild/protobuf';
import { createClient, type Transport } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { berthError } from '@berth/sdk';
import { expect } from 'chai';
import { getOption } from '@bufbuild/protobuf';
import { access, AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import { newApiKey } from '#runtime/rpc/api-key.ts';
import { loadServices, scopesOf } from '#runtime/rpc/contract.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { shortNameOf } from '../quota/rules.ts';
import { emptyReply } from '../testing/any-reply.ts';
import { ALICE, CLINIC, HARBOUR, type Stand, startStand } from '../testing/stand.ts';

const services = await loadServices();
const methods = services.flatMap((service) => service.methods);
const scopes = scopesOf(services);

type Headers = Readonly<Record<string, string>>;
type Principal = (stand: Stand) => Promise<Headers>;

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const bearer = (token: string, tenant = 'harbour'): Headers => ({ authorization: `Bearer ${token}`, 'berth-tenant': tenant });
const withRoles = (...roles: readonly string[]): Principal => async (stand) => bearer(await stand.token({ roles }));
const withClaims = (...parts: Parameters<Stand['token']>): Principal => async (stand) => bearer(await stand.token(...parts));
/** All roles there are: what is let in is let in for a reason other than these. */
const EVERY = { roles: ['user', 'provider', 'admin', 'operator', 'service'] };
const past = Math.floor(Date.now() / 1000) - 3_600;

/** Who exists, and may do what their role may. */
const HONEST: Readonly<Record<string, Principal>> = {
  stranger: async () => ({ 'berth-tenant': 'harbour' }),
  'stranger-without-business': async () => ({}),
  customer: withRoles('user'),
  guest: withClaims({ guest: true }),
  'guest-with-roles': withClaims({ guest: true, roles: ['user', 'provider', 'admin', 'operator'] }),
  staff: withRoles('user', 'provider'),
  administrator: withRoles('user', 'admin'),
  operator: withRoles('operator'),
  'person-without-a-role': withRoles(),
};

/** Who may do nothing at all, whatever they say. */
const DISHONEST: Readonly<Record<string, Principal>> = {
  'an expired token': withClaims({ ...EVERY, iat: past - 600, exp: past }),
  'another audience': withClaims({ ...EVERY, aud: 'another-api' }),
  'another issuer': withClaims({ ...EVERY, iss: 'somebody' }),
  'another type': withClaims(EVERY, { typ: 'JWT' }),
  'an unknown key': withClaims(EVERY, { kid: 'k-unknown' }),
  'another key under a known name': withClaims(EVERY, { key: generateKeyPairSync('ed25519').privateKey }),
  'no expiry': withClaims({ ...EVERY, exp: undefined }),
  'a start tomorrow': withClaims({ ...EVERY, nbf: Math.floor(Date.now() / 1000) + 86_400 }),
  'a service as subject': withClaims({ ...EVERY, sub: 'service:booking' }),
  'no algorithm': async (stand) => bearer(`${base64url({ alg: 'none', typ: 'at+jwt', kid: 'k1' })}.${(await stand.token(EVERY)).split('.')[1]}.`),
  'no signature': async (stand) => bearer((await stand.token(EVERY)).replace(/[^.]+$/, '')),
  'the public key as a secret': async (stand) => {
    const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${(await stand.token(EVERY)).split('.')[1]}`;
    const secret = await (await fetch(`${stand.url}/.well-known/jwks.json`)).text();
    return bearer(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
  },
  'roles written into a good token': async (stand) => {
    const [head, , signature] = (await stand.token()).split('.');
    const claims = { iss: 'berth', aud: 'berth-api', sub: toTypeId('usr', ALICE), tid: toTypeId('tnt', HARBOUR), ...EVERY, iat: past, exp: past + 86_400, jti: '1' };
    return bearer([head, base64url(claims), signature].join('.'));
  },
  'an internal token from outside': async ({ settings }) =>
    bearer(await createTokenSigner(settings['INTERNAL_SIGNING_KEY'] ?? '').sign({ tenantId: HARBOUR, subject: 'service:gateway', roles: ['service'] }, 'booking')),
  'a password instead of a token': async () => ({ authorization: 'Basic YWRtaW46YWRtaW4=', 'berth-tenant': 'harbour' }),
};

/** Whose token is good, but for another business. */
const FOREIGN: Readonly<Record<string, Principal>> = {
  'an administrator of another business': withClaims({ ...EVERY, tid: toTypeId('tnt', CLINIC) }),
};

type KeyOf = (stand: Stand, method: DescMethod) => string;

const needed = (method: DescMethod): readonly string[] => scopes.filter((scope) => scope === getOption(method, access).scope);
const others = (method: DescMethod): readonly string[] => scopes.filter((scope) => scope !== getOption(method, access).scope);
const once = <T>(make: (stand: Stand) => T): ((stand: Stand) => T) => {
  const made = new WeakMap<Stand, T>();
  return (stand) => {
    const value = made.get(stand) ?? make(stand);
    made.set(stand, value);
    return value;
  };
};

const WITH_THE_SCOPE = 'an API key with the scope';
const API_KEYS: Readonly<Record<string, KeyOf>> = {
  [WITH_THE_SCOPE]: (stand, method) => stand.apiKey({ scopes: needed(method) }),
  'an API key without a scope': once((stand) => stand.apiKey()),
  'an API key with all other scopes': (stand, method) => stand.apiKey({ scopes: others(method) }),
  'an API key that was revoked': once((stand) => stand.apiKey({ scopes, refusal: 'API_KEY_REVOKED' })),
  'an API key that has expired': once((stand) => stand.apiKey({ scopes, refusal: 'API_KEY_EXPIRED' })),
  'an API key of another business': once((stand) => stand.apiKey({ scopes, tenantId: CLINIC })),
  'an API key that nobody made': once(() => newApiKey(newId()).text),
  'an API key with a wrong checksum': once((stand) => stand.apiKey({ scopes }).replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
};

/** Written out once more, apart from the code under test. */
const LET_IN: Readonly<Record<number, readonly string[]>> = {
  [AccessLevel.PUBLIC]: ['stranger', 'customer', 'staff', 'administrator', 'operator', 'person-without-a-role'],
  [AccessLevel.USER]: ['customer', 'staff', 'administrator'],
  [AccessLevel.PROVIDER]: ['staff', 'administrator'],
  [AccessLevel.ADMIN]: ['administrator'],
  [AccessLevel.OPERATOR]: ['operator'],
  [AccessLevel.SERVICE]: [],
};
/** About the platform, so in no business. */
const OF_THE_PLATFORM: readonly string[] = ['TenantService/ListTenants', 'TenantService/GetTenant', 'AuthService/GetJwks'];

function expectedOf(method: DescMethod): string[] {
  const admitted = [...(LET_IN[levelOf(method)] ?? [])];
  const outside = levelOf(method) !== AccessLevel.SERVICE;
  if (outside && getOption(method, access).operators && !admitted.includes('operator')) admitted.push('operator');
  if (outside && OF_THE_PLATFORM.includes(shortNameOf(method))) admitted.push('stranger-without-business', ...Object.keys(FOREIGN));
  const guests = ['guest', 'guest-with-roles'];
  if (outside && (getOption(method, access).guests || levelOf(method) === AccessLevel.PUBLIC)) admitted.push(...guests);
  // Scopes never go beyond what an administrator may.
  if (getOption(method, access).scope !== '' && admitted.includes('administrator')) admitted.push(WITH_THE_SCOPE);
  return admitted.toSorted();
}

/** Reasons that say that a caller was not let in; what the request asked for was not looked at. */
const NOT_LET_IN: ReadonlySet<string> = new Set([
  'SIGN_IN_REQUIRED', 'ACCESS_DENIED', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TENANT_REQUIRED', 'TENANT_MISMATCH',
  'API_KEY_INVALID', 'API_KEY_REVOKED', 'API_KEY_EXPIRED', 'API_KEY_NOT_ADMITTED', 'SCOPE_MISSING', 'ACCOUNT_REQUIRED',
]);

describe('who may call what, at the gateway', function () {
  this.timeout(120_000);
  const everybody = { ...HONEST, ...DISHONEST, ...FOREIGN };
  const credentials = new Map<string, Headers>();
  let stand: Stand;
  let transport: Transport;

  before(async () => {
    stand = await startStand({ '*': emptyReply }, { env: { RATE_LIMITS: 'off' } });
    transport = createGrpcTransport({ baseUrl: stand.url });
    for (const [name, principal] of Object.entries(everybody)) credentials.set(name, await principal(stand));
  });
  after(() => stand[Symbol.asyncDispose]());

  /** Whether the call got past the gateway's door; every answer that is not a clear refusal counts. */
  async function isLetIn(method: DescMethod, headers: Headers): Promise<boolean> {
    const calls = stand.calls.length;
    const reason = await reasonOf(method, headers);
    const refused = NOT_LET_IN.has(reason) || (levelOf(method) === AccessLevel.SERVICE && reason === 'UNIMPLEMENTED');
    expect(stand.calls.length === calls || !refused, `${shortNameOf(method)} was refused with ${reason} after it had reached its service`).to.equal(true);
    return !refused;
  }

  async function reasonOf(method: DescMethod, headers: Headers): Promise<string> {
    const client: Readonly<Record<string, (request: object, options: object) => unknown>> = createClient(method.parent, transport);
    try {
      const answer = client[method.localName]?.({}, { headers });
      if (method.methodKind === 'server_streaming') for await (const _ of answer as AsyncIterable<unknown>) return 'OK';
      else await answer;
      return 'OK';
    } catch (error) {
      const { code, reason } = berthError(error);
      return reason || code;
    }
  }

  it(`asks ${Object.keys(everybody).length + Object.keys(API_KEYS).length} principals about ${methods.length} RPCs`, () => {
    expect(Object.keys(everybody)).to.have.length.of.at.least(12);
    expect(methods).to.have.length.of.at.least(70);
  });

  for (const method of methods) {
    it(`${shortNameOf(method)} lets in ${expectedOf(method).join(', ') || 'nobody'}`, async () => {
      const admitted: string[] = [];
      for (const [name, headers] of credentials) if (await isLetIn(method, headers)) admitted.push(name);
      for (const [name, keyOf] of Object.entries(API_KEYS)) if (await isLetIn(method, bearer(keyOf(stand, method)))) admitted.push(name);
      expect(admitted.toSorted()).to.deep.equal(expectedOf(method));
    });
  }
});
