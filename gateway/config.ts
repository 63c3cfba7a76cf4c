/** Settings of the gateway. */
import { fileURLToPath } from 'node:url';
import { address, integer, oneOf, optional, port, secret, text, url } from '#runtime/config/kinds.ts';
import { type Environment, readSettings, type Setting, type SettingsOf } from '#runtime/config/settings.ts';
import { natsIdentity } from '#runtime/config/runtime.ts';
import { LOG_LEVELS } from '#runtime/logger.ts';
import { readSigningJwk } from '#runtime/rpc/jwk.ts';
import { tlsSettings } from '#runtime/rpc/transport-security.ts';
import { defaultLimits } from './limits.ts';
import { defaultRules, readRules, RULES_EXPECTED, type Rules } from './quota/rules.ts';
import { serviceNames } from './rpc/services.ts';

const rateLimits: Setting<Rules> = {
  kind: 'setting', name: 'RATE_LIMITS', expected: RULES_EXPECTED, secret: false, fallback: { value: defaultRules }, parse: readRules,
};

const schema = {
  host: text('HOST', 'the address to listen on', { fallback: '127.0.0.1' }),
  port: port('PORT', { fallback: 8080 }),
  adminPort: port('ADMIN_PORT', { fallback: 4000 }),
  /** Signs the tokens that services believe the gateway by. */
  internalSigningKey: secret('INTERNAL_SIGNING_KEY', 'the private Ed25519 JWK of the gateway', readSigningJwk),
  /** Certificates for calls to services. */
  tls: tlsSettings,
  otlpEndpoint: optional(url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http', 'https'])),
  logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, { fallback: 'info' }),
  /** Origins of pages that may call, besides the gateway's own. */
  allowedOrigins: text('ALLOWED_ORIGINS', 'origins, separated by commas', {
    fallback: 'http://localhost:3000,http://127.0.0.1:3000,http://localhost:8080,http://127.0.0.1:8080',
  }),
  /** Origins of pages that may show the page in a frame. */
  embedOrigins: text('EMBED_ORIGINS', 'origins, separated by commas', { fallback: '' }),
  /** Domains whose subdomains are tenants. */
  tenantDomains: text('TENANT_DOMAINS', 'domains, separated by commas', { fallback: 'localhost' }),
  /** Reverse proxies of our own that add to X-Forwarded-For. */
  proxies: integer('TRUSTED_PROXIES', { min: 0, max: 10 }, { fallback: 0 }),
  stripeJsUrl: url('STRIPE_JS_URL', ['http', 'https'], { fallback: 'https://js.stripe.com/v3/' }),
  stripeApiBase: optional(url('STRIPE_API_BASE', ['http', 'https'])),
  /** Where gateways share their rate limits; without it they are this gateway's own. */
  natsUrl: optional(url('NATS_URL', ['nats', 'tls'])),
  natsIdentity,
  rateLimits,
  connectionsPerAddress: integer('CONNECTIONS_PER_ADDRESS', { min: 1, max: 1_000_000 }, { fallback: defaultLimits.connectionsPerAddress }),
  webRoot: text('WEB_ROOT', 'the folder of the built page', { fallback: fileURLToPath(new URL('../web/dist', import.meta.url)) }),
};

export type GatewayConfig = Omit<SettingsOf<typeof schema>, 'allowedOrigins' | 'embedOrigins' | 'tenantDomains'> & {
  readonly allowedOrigins: readonly string[];
  readonly embedOrigins: readonly string[];
  readonly tenantDomains: readonly string[];
  /** `host:port` by service name. */
  readonly services: Readonly<Record<string, string>>;
};

/** Reads all settings; `<NAME>_SERVICE_ADDRESS` of every service of the contract among them. */
export function readGatewayConfig(env: Environment): GatewayConfig {
  const services: Record<string, Setting<string>> = {};
  for (const name of serviceNames()) services[name] = address(`${name.toUpperCase()}_SERVICE_ADDRESS`);
  const settings = readSettings(env, { ...schema, services });
  const { allowedOrigins, embedOrigins, tenantDomains } = settings;
  return { ...settings, allowedOrigins: listOf(allowedOrigins), embedOrigins: listOf(embedOrigins), tenantDomains: listOf(tenantDomains) };
}

const listOf = (value: string): string[] => value.split(',').flatMap((part) => part.trim() || []);
