/** A gateway before real gRPC servers whose handlers the test writes, with keys and tokens of its own. */
import { randomUUID, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { create, type DescMethod, type Message } from '@bufbuild/protobuf';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { expect } from 'chai';
import { SignJWT } from 'jose';
import { AuditIntakeService, RecordDenialsResponseSchema, type RecordDenialsRequest } from '#proto/berth/admin/v1/audit_intake_service_pb.ts';
import type { AuditFact } from '#proto/berth/runtime/v1/audit_pb.ts';
import { ApiKeyVerificationService, VerifyApiKeyResponseSchema, type VerifyApiKeyRequest } from '#proto/berth/user/v1/api_key_service_pb.ts';
import { AuthService, GetJwksResponseSchema, GetTenantResponseSchema, TenantService, type GetTenantRequest } from '#proto/berth/user/v1/user_service_pb.ts';
import { Failure, notFound } from '#runtime/errors.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import { createLogger } from '#runtime/logger.ts';
import { newApiKey, readApiKey } from '#runtime/rpc/api-key.ts';
import { nameOf } from '#runtime/rpc/call.ts';
import { startRpcServer, type ServerCall } from '#runtime/rpc/server.ts';
import type { Reply } from '#runtime/rpc/serve.ts';
import { createTokenVerifier } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import { readGatewayConfig } from '../config.ts';
import type { Limits } from '../limits.ts';
import { loadServices } from '#runtime/rpc/contract.ts';
import { ownerOf } from '../rpc/services.ts';
import { type RunningGateway, startGateway } from '../service.ts';

export const HARBOUR = '0190a000-0000-7000-8000-000000000001';
export const CLINIC = '0190a000-0000-7000-8000-000000000002';
export const ALICE = '0190a000-0000-7000-8000-0000000000aa';
const SLUGS = new Map([['harbour', HARBOUR], ['clinic', CLINIC]]);
/** Of their own, as browsers send them. */
const DOMAINS: ReadonlyMap<string, string> = new Map([['book.harbour.example', HARBOUR], ['xn--mller-kva.example', CLINIC]]);

/** Handlers by `Service/Method`, such as `BookingService/GetBooking`; `*` has the rest. */
export type Handlers = Readonly<Record<string, (call: ServerCall) => Reply>>;

export interface Stand extends AsyncDisposable {
  readonly gateway: RunningGateway;
  readonly url: string;
  /** Settings of its gateway, for another one before the same services. */
  readonly settings: Readonly<Record<string, string>>;
  /** Calls that reached a service, besides the gateway's own questions to the user service. */
  readonly calls: readonly ServerCall[];
  /** How often the gateway itself asked, by `Service/Method`. */
  readonly asked: ReadonlyMap<string, number>;
  /** What the gateway told the audit log of, with whose log it is; complete once the gateway is disposed of. */
  readonly denials: readonly { readonly tenantId: string; readonly fact: AuditFact }[];
  /** An access token; `claims` replace the good ones. */
  token(claims?: Claims, options?: TokenOptions): Promise<string>;
  /** A new API key, of the harbour and without a scope unless told otherwise. */
  apiKey(grant?: Partial<Grant>): string;
  /** Changes what the user service says of one. */
  changeApiKey(text: string, grant: Partial<Grant>): void;
  /** Ends the services while the gateway keeps running. */
  stopServices(): Promise<void>;
  /** Request of the newest of `calls`. */
  lastRequest(): Message;
}

/** Claims of a token; `undefined` leaves a good one out. */
export type Claims = Readonly<Record<string, unknown>>;

/** What the user service says of an API key. */
export interface Grant {
  readonly tenantId: string;
  readonly scopes: readonly string[];
  /** Why it is good for nothing. */
  readonly refusal: string;
}

export interface TokenOptions {
  readonly key?: KeyObject;
  readonly kid?: string;
  readonly typ?: string;
}

export interface StandOptions {
  readonly limits?: Partial<Limits>;
  readonly env?: Readonly<Record<string, string>>;
  readonly exporter?: SpanExporter;
  readonly apiKeyFreshMs?: number;
}

const keyPair = generateKeyPairSync('ed25519');
const jwkOf = (key: KeyObject, kid: string): string => JSON.stringify({ ...key.export({ format: 'jwk' }), kid });

export async function startStand(handlers: Handlers = {}, { limits, env, exporter, apiKeyFreshMs }: StandOptions = {}): Promise<Stand> {
  await using stack = new AsyncDisposableStack();
  const calls: ServerCall[] = [];
  const asked = new Map<string, number>();
  const denials: { tenantId: string; fact: AuditFact }[] = [];
  const signing = generateKeyPairSync('ed25519');
  const addresses: Record<string, string> = {};
  const servers = stack.use(new AsyncDisposableStack());
  const services = Map.groupBy(await loadServices(), ownerOf);
  const shared = { telemetry: createTelemetry({ serviceName: 'upstream' }), logger: createLogger({ service: 'upstream', level: 'silent' }) };
  for (const [name, owned] of services) {
    const verifier = createTokenVerifier(`{"keys":[${jwkOf(signing.publicKey, 'gateway')}]}`, name);
    const handle = (call: ServerCall): Reply => {
      if (call.method !== AuditIntakeService.method.recordDenials) return answer(call, handlers, calls, asked);
      const { denials: facts } = call.request as RecordDenialsRequest;
      denials.push(...facts.map((fact) => ({ tenantId: call.caller.tenantId, fact })));
      return Promise.resolve(create(RecordDenialsResponseSchema));
    };
    const server = servers.use(await startRpcServer({ host: '127.0.0.1', port: 0, services: owned, handle, verifier, drainMs: 50, ...shared }));
    addresses[`${name.toUpperCase()}_SERVICE_ADDRESS`] = `127.0.0.1:${server.port}`;
  }
  const settings = { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'silent', INTERNAL_SIGNING_KEY: jwkOf(signing.privateKey, 'gateway'), ...addresses, ...env };
  const gateway = stack.use(await startGateway(readGatewayConfig(settings), { ...(limits && { limits }), exporter, ...(apiKeyFreshMs !== undefined && { apiKeyFreshMs }) }));
  const owned = stack.move();
  return {
    gateway,
    url: gateway.url,
    settings,
    calls,
    asked,
    denials,
    token,
    apiKey,
    changeApiKey,
    lastRequest: () => calls.at(-1)?.request ?? expect.fail('no call reached a service'),
    stopServices: () => servers.disposeAsync(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function answer(call: ServerCall, handlers: Handlers, calls: ServerCall[], asked: Map<string, number>): Reply {
  const name = shortName(call.method);
  const handler = handlers[name];
  if (handler) {
    calls.push(call);
    return handler(call);
  }
  asked.set(name, (asked.get(name) ?? 0) + 1);
  if (call.method === AuthService.method.getJwks) {
    return Promise.resolve(create(GetJwksResponseSchema, { jwksJson: `{"keys":[${jwkOf(keyPair.publicKey, 'k1')}]}` }));
  }
  if (call.method === TenantService.method.getTenant) return Promise.resolve(tenantReply(call.request));
  if (call.method === ApiKeyVerificationService.method.verifyApiKey) return Promise.resolve(apiKeyReply(call.request));
  const rest = handlers['*'];
  if (rest) return rest(call);
  throw new Error(`the test has no handler for ${nameOf(call.method)}`);
}

function tenantReply(request: Message): Message {
  const { tenant } = request as GetTenantRequest;
  const uuid = tenant.case === 'slug' ? SLUGS.get(tenant.value) : tenant.case === 'domain' ? DOMAINS.get(tenant.value) : [...SLUGS.values()].find((id) => toTypeId('tnt', id) === tenant.value);
  if (uuid === undefined) throw notFound('tenant', tenant.value ?? '');
  return create(GetTenantResponseSchema, { tenant: { id: toTypeId('tnt', uuid) } });
}

const apiKeys = new Map<string, Grant>();

function apiKey(grant: Partial<Grant> = {}): string {
  const { text, digest } = newApiKey(newId());
  apiKeys.set(Buffer.from(digest).toString('hex'), { tenantId: HARBOUR, scopes: [], refusal: '', ...grant });
  return text;
}

function changeApiKey(text: string, grant: Partial<Grant>): void {
  const name = Buffer.from(readApiKey(text)?.digest ?? []).toString('hex');
  const before = apiKeys.get(name) ?? expect.fail('no API key of the test');
  apiKeys.set(name, { ...before, ...grant });
}

function apiKeyReply(request: Message): Message {
  const { digest } = request as VerifyApiKeyRequest;
  const { tenantId, scopes, refusal } = apiKeys.get(Buffer.from(digest).toString('hex')) ?? { tenantId: '', scopes: [], refusal: 'API_KEY_INVALID' };
  if (refusal !== '') throw new Failure({ code: 'UNAUTHENTICATED', reason: refusal, message: 'This API key is good for nothing.' });
  return create(VerifyApiKeyResponseSchema, { tenantId: toTypeId('tnt', tenantId), scopes: [...scopes] });
}

const shortName = ({ parent, name }: DescMethod): string => `${parent.name}/${name}`;

async function token(claims: Claims = {}, { key = keyPair.privateKey, kid = 'k1', typ = 'at+jwt' }: TokenOptions = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: 'berth', aud: 'berth-api', sub: toTypeId('usr', ALICE), tid: toTypeId('tnt', HARBOUR), roles: ['user'], iat: now, exp: now + 600, jti: randomUUID() };
  return new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(key);
}
