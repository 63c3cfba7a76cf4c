/** The settings that every service has. */
import { LOG_LEVELS } from '../logger.ts';
import { readJwks, readSigningJwk } from '../rpc/jwk.ts';
import { tlsSettings } from '../rpc/transport-security.ts';
import { constant, flag, integer, oneOf, optional, port, secret, text, url } from './kinds.ts';
import type { SettingsOf } from './settings.ts';

const MAX_DAYS = 3_650;

/** Who this is to NATS, where a password in `NATS_URL` is not wanted; the first that is set counts. */
export const natsIdentity = {
  creds: optional(secret('NATS_CREDS', 'the text of a .creds file of NATS')),
  nkeySeed: optional(secret('NATS_NKEY_SEED', 'the seed of a user’s nkey')),
};

/** Settings of the runtime, as part of a service's schema: `{ runtime: runtimeSettings('payment', 3006), … }`. */
export const runtimeSettings = (service: string, grpcPort: number) => ({
  service: constant(service),
  host: text('HOST', 'the address to listen on', { fallback: '127.0.0.1' }),
  grpcPort: port('GRPC_PORT', { fallback: grpcPort }),
  adminPort: port('ADMIN_PORT', { fallback: grpcPort + 1_000 }),
  /** App role: turns and queries, under row-level security. */
  databaseUrl: url('DATABASE_URL', ['postgres', 'postgresql']),
  /** Owner role: migrations only. */
  databaseOwnerUrl: optional(url('DATABASE_OWNER_URL', ['postgres', 'postgresql'])),
  /** Relay role: outbox and effects of all tenants. */
  databaseRelayUrl: url('DATABASE_RELAY_URL', ['postgres', 'postgresql']),
  natsUrl: url('NATS_URL', ['nats', 'tls'], { fallback: 'nats://127.0.0.1:4222' }),
  natsIdentity,
  /** Whether to migrate the database at start. */
  migrate: flag('MIGRATE', { fallback: false }),
  internalSigningKey: secret('INTERNAL_SIGNING_KEY', 'the private Ed25519 JWK of this service', readSigningJwk),
  internalJwks: secret('INTERNAL_JWKS', 'the JWKS with the public keys of all services', readJwks),
  /** Certificates for calls between services; without them internal tokens alone say who calls. */
  tls: tlsSettings,
  /** Whether tools such as grpcurl are told the contract. */
  reflection: flag('GRPC_REFLECTION', { fallback: false }),
  otlpEndpoint: optional(url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http', 'https'])),
  /** How long things are kept; see `Retention`. */
  retention: {
    // Streams keep events for seven days, and what they lose is published again from the outbox.
    outboxDays: integer('OUTBOX_RETENTION_DAYS', { min: 8, max: MAX_DAYS }, { fallback: 14 }),
    // What is published again on its seventh day comes for seven more, and must still be known.
    requestLogDays: integer('REQUEST_LOG_RETENTION_DAYS', { min: 15, max: MAX_DAYS }, { fallback: 30 }),
    positionDays: integer('POSITION_RETENTION_DAYS', { min: 15, max: MAX_DAYS }, { fallback: 30 }),
    deadLetterDays: integer('DEAD_LETTER_RETENTION_DAYS', { min: 1, max: MAX_DAYS }, { fallback: 30 }),
  },
  logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, { fallback: 'info' }),
});

/** Settings of the runtime. */
export type RuntimeConfig = SettingsOf<ReturnType<typeof runtimeSettings>>;
