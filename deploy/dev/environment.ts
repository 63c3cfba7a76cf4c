/** The settings of each part: the same record whether it runs in this process or in one of its own. */
import type { Environment } from '#runtime/config/settings.ts';
import type { TlsFiles } from '#runtime/rpc/certificates.ts';
import type { DatabaseUrls } from './provision.ts';
import { ADMIN_PORT_OFFSET, type ServiceEntry } from './services.ts';
import type { DevSettings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Changes the settings that a part would get. */
export type Rewire = (entry: ServiceEntry, env: Record<string, string>) => Record<string, string>;

/** Everything the parts share, once the servers run. */
export interface Surroundings {
  readonly settings: DevSettings;
  readonly entries: readonly ServiceEntry[];
  readonly keys: SigningKeys;
  /** Where a part reaches NATS, with what it proves itself by. */
  natsUrlOf(part: string): string;
  /** Settings of the payment, mail and advertising providers, real or sandboxed. */
  readonly providers: Environment;
  readonly rewire?: Rewire;
  /** Where a part's certificate is, when parts have them. */
  readonly tlsFilesOf?: ((part: string) => TlsFiles) | undefined;
}

/** What a part is told when the person who starts Berth has not said otherwise. */
const DEFAULTS: Environment = { LOG_LEVEL: 'warn', MIGRATE: 'true', GRPC_REFLECTION: 'true' };

/** `database` is absent for the gateway, which has none. */
export function environmentOf(entry: ServiceEntry, around: Surroundings, database?: DatabaseUrls): Record<string, string> {
  const { settings, keys } = around;
  const listens = entry.name === 'gateway' ? { PORT: settings.gatewayPort } : { GRPC_PORT: entry.port + settings.portOffset };
  const env = layered(
    {
      ...DEFAULTS,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${settings.otlpPort}`,
      OTLP_PORT: settings.otlpPort,
      ALLOWED_ORIGINS: pageOrigins(settings).join(','),
      PUBLIC_URL: `http://${settings.localHost}:${settings.gatewayPort}/t/{tenant}`,
      ENCRYPTION_KEYS: keys.encryptionKeys.get(entry.name),
    },
    settings.env,
    around.providers,
    {
      ...addresses(around),
      HOST: settings.host,
      ...listens,
      ADMIN_PORT: adminPort(entry, settings),
      NATS_URL: around.natsUrlOf(entry.name),
      ...tlsOf(around, entry.name),
      INTERNAL_SIGNING_KEY: keys.privateKeys.get(entry.name),
      INTERNAL_JWKS: keys.jwks,
      DATABASE_URL: database?.appUrl,
      DATABASE_OWNER_URL: database?.ownerUrl,
      DATABASE_RELAY_URL: database?.relayUrl,
    },
  );
  return around.rewire?.(entry, env) ?? env;
}

type Layer = Readonly<Record<string, string | number | undefined>>;

/** Later layers win; `NAME` and `NAME_FILE` are one setting in two forms. */
function layered(...layers: readonly Layer[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const layer of layers) {
    const given = Object.entries(layer).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
    for (const [name] of given) delete env[name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`];
    for (const [name, value] of given) env[name] = value;
  }
  return env;
}

export const adminPort = (entry: ServiceEntry, settings: DevSettings): number => entry.port + ADMIN_PORT_OFFSET + settings.portOffset;

/** The page as the gateway serves it, and as `npm run dev` does. */
export const pageOrigins = ({ localHost, gatewayPort }: DevSettings): string[] =>
  [...new Set(['localhost', '127.0.0.1', localHost])].flatMap((host) => [`http://${host}:${gatewayPort}`, `http://${host}:3000`]);

function tlsOf({ tlsFilesOf }: Surroundings, part: string): Environment {
  const files = tlsFilesOf?.(part);
  return files ? { TLS_CERT_FILE: files.certFile, TLS_KEY_FILE: files.keyFile, TLS_CA_FILE: files.caFile } : {};
}

/** `USER_SERVICE_ADDRESS=127.0.0.1:3001` and so on. */
function addresses({ entries, settings }: Surroundings): Environment {
  return Object.fromEntries(
    entries
      .filter(({ name }) => name !== 'gateway')
      .map(({ name, port }) => [`${name.toUpperCase()}_SERVICE_ADDRESS`, `${settings.localHost}:${port + settings.portOffset}`]),
  );
}
