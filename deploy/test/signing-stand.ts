/** Two user services on one database and a real gateway before them: whoever signs, the gateway has to know the key. */
import { SigningKeyService } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import { AuthService, TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { fromTypeId, newId, PLATFORM_TENANT } from '#runtime/ids.ts';
import { type ClientOf, connectTo } from '#runtime/rpc/client.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import { createTestKeys } from '#runtime/testing/keys.ts';
import { type ServiceHarness, startServiceHarness } from '#runtime/testing/service-harness.ts';
import { readGatewayConfig } from '../../gateway/config.ts';
import { serviceNames } from '../../gateway/rpc/services.ts';
import { startGateway } from '../../gateway/service.ts';
import { readUserConfig } from '../../services/user/config.ts';
import { startUser } from '../../services/user/service.ts';
import { tenantOf } from './shop.ts';

export const OPERATOR: { readonly caller: Caller } = { caller: { tenantId: PLATFORM_TENANT, subject: 'service:test', roles: ['service', 'operator'] } };

/** The gateway keeps keys for less than they are published ahead, and asks by age alone: when it meets one that it does not know, it has always just asked. */
const KEY_TIMES = { freshMs: 100, maxAgeMs: 300, cooldownMs: 100 };

export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface SigningStand extends AsyncDisposable {
  readonly harness: ServiceHarness;
  /** Of each replica. */
  readonly operators: readonly ClientOf<typeof SigningKeyService.method>[];
  register(): Promise<SignedIn>;
  /** New tokens of a session, signed by a replica. */
  refresh(session: SignedIn, replica: number): Promise<SignedIn>;
  /** HTTP status of a call through the gateway. */
  call(accessToken: string): Promise<number>;
  /** `kid`s that the gateway publishes. */
  published(): Promise<string[]>;
}

/** `publishAheadMs`: how long a key is published before it signs. */
export async function openSigningStand({ publishAheadMs }: { readonly publishAheadMs: number }): Promise<SigningStand> {
  await using stack = new AsyncDisposableStack();
  const keys = createTestKeys('test', 'user', 'gateway');
  const start = (env: Readonly<Record<string, string>>) => {
    const config = readUserConfig(env);
    return startUser({ ...config, signingKeys: { ...config.signingKeys, publishAheadMs } });
  };
  const env = { INTERNAL_JWKS: keys.jwks, INTERNAL_SIGNING_KEY: keys.signingKey('user') };
  const harness = stack.use(await startServiceHarness('user', start, { env, replicas: 2 }));
  const telemetry = createTelemetry({ serviceName: 'test' });
  stack.defer(() => telemetry.shutdown());
  const tokens = createTokenSigner(keys.signingKey('test'));
  const replicas = harness.replicas.map(({ grpcPort }) => ({ address: `127.0.0.1:${grpcPort}`, tokens, telemetry, audience: 'user' }));
  const url = stack.use(await gatewayBefore(replicas[0]?.address ?? '', keys.signingKey('gateway'))).url;
  const auth = replicas.map((one) => stack.use(connectTo(AuthService, one)));
  const operators = replicas.map((one) => stack.use(connectTo(SigningKeyService, one)));
  const tenants = replicas.map((one) => stack.use(connectTo(TenantService, one)));
  const created = await tenants[0]?.createTenant(tenantOf(`k-${newId()}`), OPERATOR);
  const anonymous = { caller: { tenantId: fromTypeId('tnt', created?.tenant?.id ?? '', 'id'), subject: 'anonymous', roles: [] } };
  const owned = stack.move();
  return {
    harness,
    operators,
    register: async () => signedIn(await auth[0]?.register({ email: `ana-${newId()}@example.com`, password: 'correct horse', displayName: 'Ana' }, anonymous)),
    refresh: async ({ refreshToken }, replica) => signedIn(await auth[replica]?.refreshSession({ refreshToken }, anonymous)),
    async call(accessToken) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` };
      const answer = await fetch(`${url}/berth.user.v1.UserService/GetMe`, { method: 'POST', headers, body: '{}' });
      await answer.text();
      return answer.status;
    },
    async published() {
      const answer = await fetch(`${url}/.well-known/jwks.json`);
      const { keys: all }: { keys: { kid: string }[] } = JSON.parse(await answer.text());
      return all.map(({ kid }) => kid);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function gatewayBefore(user: string, signingKey: string) {
  const addresses = Object.fromEntries(serviceNames().map((name) => [`${name.toUpperCase()}_SERVICE_ADDRESS`, name === 'user' ? user : '127.0.0.1:9']));
  const env = { ...addresses, INTERNAL_SIGNING_KEY: signingKey, PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'fatal', RATE_LIMITS: 'off' };
  return startGateway(readGatewayConfig(env), { keyTimes: KEY_TIMES });
}

function signedIn(reply: { readonly session?: SignedIn | undefined } | undefined): SignedIn {
  if (!reply?.session) throw new TypeError('no session');
  return reply.session;
}
