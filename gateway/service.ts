/** The edge of Berth: one address for browsers, SDKs and providers, in front of services that only ever see verified callers. */
import type { DescService } from '@bufbuild/protobuf';
import { AuditIntakeService } from '#proto/berth/admin/v1/audit_intake_service_pb.ts';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { connectNats } from '#runtime/events/connection.ts';
import { createLogger, type Logger } from '#runtime/logger.ts';
import { startAdminServer } from '#runtime/rpc/admin-server.ts';
import { loadServices } from '#runtime/rpc/contract.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { openTransportSecurity } from '#runtime/rpc/transport-security.ts';
import { createTelemetry, type Telemetry, type TelemetryOptions } from '#runtime/telemetry/telemetry.ts';
import type { GatewayConfig } from './config.ts';
import { APPLE_CALLBACK, appleCallback } from './edge/apple-callback.ts';
import { browserTraces } from './edge/browser-traces.ts';
import { createRoutes } from './edge/routes.ts';
import { contentSecurityPolicy, stripeOrigins } from './edge/security-headers.ts';
import { staticFiles } from './edge/static-files.ts';
import { health, livez, publicConfig, publicKeys, readyz } from './edge/status-pages.ts';
import { webhooks } from './edge/webhooks.ts';
import { accessTokenVerifier } from './identity/access-token.ts';
import { API_KEY_CHANGES, type ApiKeys, createApiKeys } from './identity/api-keys.ts';
import { identification } from './identity/caller.ts';
import { domainResolver, tenantResolver } from './identity/tenants.ts';
import type { JwksTimes } from './identity/jwks.ts';
import { apiKeysOf, jwksOf, tenantsOf } from './identity/user-service.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { listenOnePort } from './listener/one-port.ts';
import type { Limiter } from './quota/limiter.ts';
import { openRateLimits } from './quota/rate-limits.ts';
import { startDenials, type Denials } from './rpc/denials.ts';
import { createRpcEdge } from './rpc/rpc-edge.ts';
import { openUpstreams, type Upstreams } from './rpc/upstreams.ts';

/** What tests put in the place of the world. */
export interface GatewayOverrides {
  readonly limits?: Partial<Limits>;
  /** How old the keys of access tokens may be. */
  readonly keyTimes?: JwksTimes;
  /** How long the user service's word about an API key is good. */
  readonly apiKeyFreshMs?: number;
  /** Where spans go. */
  readonly exporter?: TelemetryOptions['exporter'];
}

/** A gateway that listens. Disposing it drains: no new connections, requests finish, streams end, spans leave. */
export interface RunningGateway extends AsyncDisposable {
  readonly port: number;
  readonly adminPort: number;
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
}

/** Starts a gateway. It is ready at once; services that are not yet are `UNAVAILABLE`. */
export async function startGateway(config: GatewayConfig, overrides: GatewayOverrides = {}): Promise<RunningGateway> {
  await using stack = new AsyncDisposableStack();
  // Behind a proxy everybody comes from its address; it is the one to count connections.
  const connectionsPerAddress = config.proxies > 0 ? Infinity : config.connectionsPerAddress;
  const limits = { ...defaultLimits, connectionsPerAddress, ...overrides.limits };
  const logger = createLogger({ service: 'gateway', level: config.logLevel });
  const telemetry = createTelemetry({ serviceName: 'gateway', endpoint: config.otlpEndpoint, exporter: overrides.exporter });
  stack.defer(() => telemetry.shutdown());
  const services = await loadServices();
  const tokens = createTokenSigner(config.internalSigningKey);
  const security = stack.use(openTransportSecurity(config.tls, 'gateway', logger));
  const upstreams = stack.use(openUpstreams({ services, addresses: config.services, tokens, telemetry, security }));
  const methods = services.flatMap((service) => service.methods);
  const nats = config.natsUrl === undefined ? undefined : stack.use(await connectNats({ url: config.natsUrl, name: 'gateway', identity: config.natsIdentity, tls: config.tls, logger }));
  const limiter = openRateLimits({ rules: config.rateLimits, methods, nats, logger });
  const denials = stack.use(startDenials({ intake: upstreams.connectionTo(AuditIntakeService), logger }));
  const apiKeys = createApiKeys(apiKeysOf(upstreams), overrides.apiKeyFreshMs);
  if (nats) stack.use(nats.listen(API_KEY_CHANGES, apiKeys.forget));
  const stopping = new AbortController();
  const serve = routes(config, { limits, logger, telemetry, services, upstreams, limiter, apiKeys, denials, stopping: stopping.signal, ...(overrides.keyTimes && { keyTimes: overrides.keyTimes }) });
  const listener = stack.use(await listenOnePort({ host: config.host, port: config.port, limits, serve }));
  const ready = (): boolean => !stopping.signal.aborted;
  const admin = stack.use(await startAdminServer({ host: config.host, port: config.adminPort, ready, telemetry }));
  stack.defer(() => stopping.abort());
  const owned = stack.move();
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${listener.port}`;
  return { port: listener.port, adminPort: admin.port, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface Parts extends Pick<GatewayOverrides, 'keyTimes'> {
  readonly limits: Limits;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly services: readonly DescService[];
  readonly upstreams: Upstreams;
  readonly limiter: Limiter;
  readonly apiKeys: ApiKeys;
  readonly denials: Denials;
  readonly stopping: AbortSignal;
}

function routes(config: GatewayConfig, parts: Parts) {
  const { limits, limiter, logger, telemetry, upstreams, apiKeys, stopping } = parts;
  const jwks = jwksOf(upstreams, parts.keyTimes);
  const callerOf = identification({
    verify: accessTokenVerifier(jwks),
    apiKeys,
    resolveTenant: tenantResolver(tenantsOf(upstreams)),
    resolveDomain: domainResolver(tenantsOf(upstreams), config.tenantDomains),
    tenantDomains: config.tenantDomains,
  });
  const { stripeJsUrl, stripeApiBase } = config;
  const page = staticFiles(config.webRoot);
  return createRoutes({
    rpc: createRpcEdge({ ...parts, callerOf }),
    pages: {
      '/livez': livez,
      '/readyz': readyz(stopping),
      '/health': health(upstreams),
      '/config.json': publicConfig({ stripeJsUrl, ...(stripeApiBase !== undefined && { stripeApiBase }) }),
      '/.well-known/jwks.json': publicKeys(jwks),
      [APPLE_CALLBACK]: appleCallback(page),
      '/v1/traces': browserTraces({ endpoint: config.otlpEndpoint, maxBytes: limits.spanBytes }),
    },
    areas: { '/webhooks/': webhooks({ payments: upstreams.connectionTo(PaymentService), telemetry, logger, limits, limiter }) },
    otherwise: page,
    allowedOrigins: new Set(config.allowedOrigins),
    contentSecurityPolicy: contentSecurityPolicy(stripeOrigins(stripeJsUrl), config.embedOrigins),
    proxies: config.proxies,
    stopping,
    logger,
  });
}
