/** What the seed is given: addresses of the running services, and the right to speak as one of them. */
import pg from 'pg';
import { createLogger } from '#runtime/logger.ts';
import { createTokenSigner, type TokenSigner } from '#runtime/rpc/tokens.ts';
import { mutualTls, PLAIN, type TransportSecurity } from '#runtime/rpc/transport-security.ts';
import type { Surroundings } from './environment.ts';

export interface SeedContext {
  /** `127.0.0.1:3002` by service name. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Signs as `seed`; every service knows its key. */
  readonly tokens: TokenSigner;
  /** How it connects to them. */
  readonly security: TransportSecurity;
  /** Shown beside the step while it runs. */
  readonly progress: (detail: string) => void;
}

/** Signs what the seed does; it is no service and listens nowhere. */
export const SEEDER = 'seed';

/** The certificate of the seed, where parts have them, as it is now. */
export const seederSecurity = ({ tlsFilesOf }: Surroundings): TransportSecurity =>
  tlsFilesOf ? mutualTls(tlsFilesOf(SEEDER), SEEDER, createLogger({ service: SEEDER, level: 'warn' }), 0) : PLAIN;

export function seedContext(around: Surroundings, progress: (detail: string) => void): SeedContext {
  const { settings, entries, keys } = around;
  const key = keys.privateKeys.get(SEEDER);
  if (key === undefined) throw new TypeError('The seeder has no signing key.');
  const addresses = new Map(entries.map(({ name, port }) => [name, `${settings.localHost}:${port + settings.portOffset}`]));
  return { addresses, tokens: createTokenSigner(key), security: seederSecurity(around), progress };
}

/** The mark that a seed went through to its end: kept in the server itself, so that it lives and dies with the data. */
const MARK = 'berth: seeded';

export async function isSeeded(adminUrl: string): Promise<boolean> {
  const [row] = await query<{ mark: string | null }>(adminUrl, `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = 'berth_user'`);
  return row?.mark === MARK;
}

export async function markSeeded(adminUrl: string): Promise<void> {
  await query(adminUrl, `comment on database berth_user is '${MARK}'`);
}

async function query<R extends object>(adminUrl: string, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}
