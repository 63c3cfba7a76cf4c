/** The servers, databases and keys of this installation, for commands that need them without the whole of Berth. */
import type { TlsFiles } from '#runtime/rpc/certificates.ts';
import { ensureCertificates, tlsFilesOf } from './certificates.ts';
import type { Surroundings } from './environment.ts';
import { joinInfrastructure } from './infrastructure.ts';
import { type Progress, terminalProgress } from './progress.ts';
import { type DatabaseUrls, provisionAll } from './provision.ts';
import { openSecrets, type SecretStore } from './secrets.ts';
import { SEEDER } from './seed-context.ts';
import { ENTRIES, type ServiceEntry } from './services.ts';
import { type DevSettings, readDevSettings } from './settings.ts';
import { type SigningKeys, signingKeys } from './signing-keys.ts';

export interface OpenSurroundings extends AsyncDisposable {
  readonly adminUrl: string;
  readonly around: Surroundings;
  readonly databases: ReadonlyMap<string, DatabaseUrls>;
  readonly progress: Progress;
}

export const secretsOf = ({ dataDir }: DevSettings): SecretStore => openSecrets(`${dataDir}/secrets.json`);

/** Keys of every part, and of the seeder. */
export const keysOf = (entries: readonly ServiceEntry[], secrets: SecretStore): SigningKeys =>
  signingKeys([...entries.map(({ name }) => name), SEEDER], secrets);

/** Certificates of every part, and of the seeder; those that are missing are made. */
export async function certificatesOf({ dataDir }: DevSettings, entries: readonly ServiceEntry[]): Promise<(part: string) => TlsFiles> {
  const dir = `${dataDir}/tls`;
  await ensureCertificates(dir, [...entries.map(({ name }) => name), SEEDER]);
  return (part) => tlsFilesOf(dir, part);
}

/** Names of the parts that have a database. */
export const withDatabase = (entries: readonly ServiceEntry[]): string[] => entries.map(({ name }) => name).filter((name) => name !== 'gateway');

/** Uses the servers of a Berth that runs here, or starts them until disposed. Providers are absent: nothing is paid or sent. */
export async function openSurroundings(): Promise<OpenSurroundings> {
  const settings = readDevSettings();
  const progress = terminalProgress();
  const secrets = secretsOf(settings);
  const infrastructure = await joinInfrastructure({ settings, progress, secrets, parts: ENTRIES.map(({ name }) => name) });
  const databases = await provisionAll(infrastructure.adminUrl, withDatabase(ENTRIES), secrets);
  const tlsFilesOf = settings.internalTls ? await certificatesOf(settings, ENTRIES) : undefined;
  const around = { settings, tlsFilesOf, entries: ENTRIES, keys: keysOf(ENTRIES, secrets), natsUrlOf: infrastructure.natsUrlOf, providers: {} };
  return { adminUrl: infrastructure.adminUrl, around, databases, progress, [Symbol.asyncDispose]: () => infrastructure[Symbol.asyncDispose]() };
}
