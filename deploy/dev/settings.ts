/** What `npm start` lets you choose, read once; everything has a default that works. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '#runtime/config/environment.ts';
import { flag, integer, optional, port, secret, text, url } from '#runtime/config/kinds.ts';
import { readSettings, type Environment, type SettingsOf } from '#runtime/config/settings.ts';

/** The clone that this file is in. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const schema = {
  host: text('HOST', 'the address to listen on', { fallback: '127.0.0.1' }),
  /** Added to every port, so that a second Berth runs beside the first. */
  portOffset: integer('PORT_OFFSET', { min: 0, max: 50_000 }, { fallback: 0 }),
  gatewayPort: optional(port('PORT')),
  postgresPort: optional(port('POSTGRES_PORT')),
  natsPort: optional(port('NATS_PORT')),
  dataDir: text('BERTH_DIR', 'a directory', { fallback: '.berth' }),
  /** Each part proves by a certificate which part it is. */
  internalTls: flag('INTERNAL_TLS', { fallback: false }),
  /** Set, they replace the embedded servers and sandboxes. */
  databaseUrl: optional(url('DATABASE_URL', ['postgres', 'postgresql'])),
  natsUrl: optional(url('NATS_URL', ['nats', 'tls'])),
  stripeSecretKey: optional(secret('STRIPE_SECRET_KEY')),
  tiktokAccessToken: optional(secret('TIKTOK_ACCESS_TOKEN')),
  smtpUrl: optional(url('SMTP_URL', ['smtp', 'smtps'])),
  googleClientId: optional(text('GOOGLE_CLIENT_ID')),
  appleClientId: optional(text('APPLE_CLIENT_ID')),
  facebookAppId: optional(text('FACEBOOK_APP_ID')),
};

type Chosen = SettingsOf<typeof schema>;

export interface DevSettings extends Omit<Chosen, 'gatewayPort' | 'postgresPort' | 'natsPort'> {
  readonly gatewayPort: number;
  readonly postgresPort: number;
  readonly natsPort: number;
  readonly stripePort: number;
  readonly tiktokPort: number;
  readonly smtpPort: number;
  readonly googlePort: number;
  readonly applePort: number;
  readonly facebookPort: number;
  readonly sandboxPagePort: number;
  readonly otlpPort: number;
  /** Where processes of this machine reach what listens on `host`. */
  readonly localHost: string;
  /** The environment they came from; services see all of it. */
  readonly env: Environment;
}

/** Throws a SettingsError that lists every bad setting. */
export function readDevSettings(env: Environment = environment): DevSettings {
  const chosen = readSettings(env, schema);
  const at = (base: number): number => base + chosen.portOffset;
  return {
    ...chosen,
    dataDir: resolve(ROOT, chosen.dataDir),
    gatewayPort: chosen.gatewayPort ?? at(8080),
    postgresPort: chosen.postgresPort ?? at(3932),
    natsPort: chosen.natsPort ?? at(3942),
    stripePort: at(3901),
    tiktokPort: at(3902),
    smtpPort: at(3903),
    googlePort: at(3905),
    applePort: at(3906),
    facebookPort: at(3907),
    sandboxPagePort: at(3900),
    otlpPort: at(4318),
    localHost: ['0.0.0.0', '::'].includes(chosen.host) ? '127.0.0.1' : chosen.host,
    env,
  };
}
