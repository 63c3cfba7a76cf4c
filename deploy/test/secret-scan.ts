/** Looks for texts in everything that Berth writes: all tables of all services, what the broker keeps, and all logs. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { withDatabase } from '../dev/surroundings.ts';
import type { Network } from './network.ts';

/** Texts to look for, by what they are. */
export type Canaries = ReadonlyMap<string, string>;

/** What was found where, such as `password in user.identity`; nothing of the texts themselves. */
export async function findIn(network: Network, canaries: Canaries): Promise<string[]> {
  const { dataDir } = network.settings;
  const [tables, ...files] = await Promise.all([
    inTables(network, canaries),
    inFiles(join(dataDir, 'nats', 'jetstream'), 'the broker', canaries),
    inFiles(join(dataDir, 'logs'), 'logs', canaries),
  ]);
  return [...new Set([...tables, ...files.flat()])].toSorted((a, b) => a.localeCompare(b));
}

/** As it may stand in a row: in text, or in bytes, which Postgres shows in hexadecimal. */
const formsOf = (text: string): string[] => [text, JSON.stringify(text).slice(1, -1), Buffer.from(text).toString('hex')];

async function inTables({ berth }: Network, canaries: Canaries): Promise<string[]> {
  const found: string[] = [];
  for (const service of withDatabase(berth.around.entries)) {
    await using stack = new AsyncDisposableStack();
    const client = new pg.Client({ connectionString: berth.infrastructure.adminUrl.replace(/\/[^/]*$/, `/berth_${service}`) });
    stack.defer(() => client.end());
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'`,
    );
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${pg.escapeIdentifier(name)} t`);
      const content = rows.map(({ text }) => text).join('\n');
      for (const [what, text] of canaries) if (formsOf(text).some((form) => content.includes(form))) found.push(`${what} in ${service}.${name.replace(/_\d{8}$/, '')}`);
    }
  }
  return found;
}

async function inFiles(folder: string, name: string, canaries: Canaries): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name));
    for (const [what, text] of canaries) if (formsOf(text).some((form) => content.includes(form))) found.push(`${what} in ${name}`);
  }
  return found;
}
