import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { getOption, type DescMethod } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { SignJWT } from 'jose';
import { access, AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import { createLogger } from '#runtime/logger.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import { methodDefinition } from '#runtime/rpc/adapter.ts';
import { type RpcServer, startRpcServer } from '#runtime/rpc/server.ts';
import { createTokenVerifier } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import { createTestKeys } from '#runtime/testing/keys.ts';
import { emptyReply } from '../../gateway/testing/any-reply.ts';
import { loadServices, scopesOf } from '#runtime/rpc/contract.ts';
import { shortNameOf } from '../../gateway/quota/rules.ts';

const services = await loadServices();
const methods = services.flatMap((service) => service.methods);

/** Somebody in our network who has found the port of a service, with whatever tokens they could get or make. */
const AUDIENCE = 'booking';
const keys = createTestKeys('gateway', 'payment');
const keyOf = (service: string): KeyObject => createPrivateKey({ key: JSON.parse(keys.signingKey(service)), format: 'jwk' });
/** Not when this file is loaded: tokens live for a minute, and other specs may come first. */
const now = (): number => Math.floor(Date.now() / 1000);
const service = { sub: 'service:gateway', tid: newId(), roles: ['service'] };
/** An API key, which is an administrator as far as its scopes go. */
const apiKey = (scopes?: readonly string[]): Claims => ({ sub: toTypeId('key', newId()), roles: ['admin'], scopes });
const person = (...roles: readonly string[]): Claims => ({ sub: newId(), roles });

type Claims = Readonly<Record<string, unknown>>;

async function token(claims: Claims = {}, { key = keyOf('gateway'), kid = 'gateway', typ = 'berth-internal+jwt' } = {}): Promise<string> {
  const good = { iss: 'berth:gateway', aud: AUDIENCE, ...service, iat: now(), exp: now() + 60, jti: newId() };
  return new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(key);
}

const HONEST: Readonly<Record<string, () => Promise<string>>> = {
  stranger: () => token({ sub: 'anonymous', roles: [] }),
  customer: () => token(person('user')),
  guest: () => token({ ...person('user'), guest: true }),
  staff: () => token(person('user', 'provider')),
  administrator: () => token(person('user', 'admin')),
  operator: () => token(person('operator')),
  service: () => token(),
  'API key': () => token(apiKey(scopesOf(services))),
};

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const every = ['user', 'provider', 'admin', 'operator'];

const DISHONEST: Readonly<Record<string, () => Promise<string>>> = {
  'no token': async () => '',
  'no JWT': async () => 'let-me-in',
  'an access token': () => token({ iss: 'berth', aud: 'berth-api', ...person(...every) }, { typ: 'at+jwt' }),
  'a token for another service': () => token({ aud: 'payment' }),
  'an unknown signer': () => token({}, { key: generateKeyPairSync('ed25519').privateKey, kid: 'stranger' }),
  'a key under the name of another': () => token({}, { key: keyOf('payment') }),
  'a service in the name of another': () => token({ iss: 'berth:gateway' }, { key: keyOf('payment'), kid: 'payment' }),
  'an expired token': () => token({ iat: now() - 120, exp: now() - 60 }),
  'a token that lives for a year': () => token({ exp: now() + 31_536_000 }),
  'no expiry': () => token({ exp: undefined }),
  'no tenant': () => token({ tid: undefined }),
  'another type': () => token({}, { typ: 'JWT' }),
  'a person with a role of services': () => token(person(...every, 'service')),
  'a service with roles of people': () => token({ roles: every }),
  'a guest with roles of staff': () => token({ ...person('user', 'admin'), guest: true }),
  'a service as a guest': () => token({ guest: true }),
  'an API key without its scopes': () => token(apiKey()),
  'an API key with scopes of nothing': () => token(apiKey(['', '*'])),
  'a role that does not exist': () => token(person('root')),
  'no algorithm': async () => `${base64url({ alg: 'none', kid: 'gateway', typ: 'berth-internal+jwt' })}.${(await token()).split('.')[1]}.`,
  'the public key as a secret': async () => {
    const signed = `${base64url({ alg: 'HS256', kid: 'gateway', typ: 'berth-internal+jwt' })}.${(await token()).split('.')[1]}`;
    return `${signed}.${createHmac('sha256', keys.jwks).update(signed).digest('base64url')}`;
  },
};

/** Written out once more, apart from the code under test. */
const LET_IN: Readonly<Record<number, string>> = {
  [AccessLevel.PUBLIC]: 'administrator customer operator service staff stranger',
  [AccessLevel.USER]: 'administrator customer service staff',
  [AccessLevel.PROVIDER]: 'administrator staff',
  [AccessLevel.ADMIN]: 'administrator',
  [AccessLevel.OPERATOR]: 'operator',
  [AccessLevel.SERVICE]: 'service',
};

const expectedOf = (method: DescMethod): string => {
  const admitted = (LET_IN[levelOf(method)] ?? '').split(' ');
  const { scope, operators, guests } = getOption(method, access);
  const forKeys = admitted.includes('administrator') && scope !== '';
  return [...admitted, ...(forKeys ? ['API key'] : []), ...(operators ? ['operator'] : []), ...(guests || levelOf(method) === AccessLevel.PUBLIC ? ['guest'] : [])].toSorted().join(', ');
};

describe('who may call what, at a service', () => {
  const tokens = new Map<string, string>();
  let server: RpcServer;
  let client: Client;

  before(async () => {
    for (const [name, make] of Object.entries({ ...HONEST, ...DISHONEST })) tokens.set(name, await make());
    server = await startRpcServer({
      host: '127.0.0.1',
      port: 0,
      services,
      handle: emptyReply,
      verifier: createTokenVerifier(keys.jwks, AUDIENCE),
      telemetry: createTelemetry({ serviceName: 'service' }),
      logger: createLogger({ service: 'service', level: 'silent' }),
      drainMs: 50,
    });
    client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  });
  after(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });

  /** The code of the answer; a request that is too empty was let in. */
  function call(method: DescMethod, bearer: string): Promise<number> {
    const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
    const metadata = new Metadata();
    if (bearer !== '') metadata.set('authorization', `Bearer ${bearer}`);
    const { promise, resolve } = Promise.withResolvers<number>();
    const done = (error: Partial<ServiceError> | null): void => resolve(error?.code ?? status.OK);
    if (method.methodKind === 'server_streaming') {
      const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, new Uint8Array(), metadata);
      stream.on('data', () => undefined).on('error', done).on('end', () => done(null));
    } else client.makeUnaryRequest(path, requestSerialize, responseDeserialize, new Uint8Array(), metadata, (error) => done(error));
    return promise;
  }

  const REFUSED: ReadonlySet<number> = new Set([status.UNAUTHENTICATED, status.PERMISSION_DENIED]);

  for (const method of methods) {
    it(`${shortNameOf(method)} lets in ${expectedOf(method)}`, async () => {
      const admitted: string[] = [];
      for (const [name, bearer] of tokens) if (!REFUSED.has(await call(method, bearer))) admitted.push(name);
      expect(admitted.toSorted().join(', ')).to.equal(expectedOf(method));
    });
  }
});
