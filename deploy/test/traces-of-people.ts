/** Where in all databases something stands that people left: as text, or as bytes inside a payload. */
import pg from 'pg';
import { withDatabase } from '../dev/surroundings.ts';
import type { Network } from './network.ts';

export interface TracesOfPeople extends AsyncDisposable {
  /** `service.table` of every row in which one of the texts stands, each once, sorted; looks past row-level security. */
  find(texts: readonly string[]): Promise<string[]>;
  /** Outside calls of the user service that did not succeed yet, with why: `name: error`. */
  failing(names: readonly string[]): Promise<string[]>;
}

const TABLES = `select c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`;

/** Rows as text show bytes in hexadecimal. */
const patternsOf = (texts: readonly string[]): string[] => texts.flatMap((text) => [`%${text}%`, `%${Buffer.from(text).toString('hex')}%`]);

export async function openTraces({ berth }: Network): Promise<TracesOfPeople> {
  await using stack = new AsyncDisposableStack();
  const clients = new Map<string, pg.Client>();
  for (const service of withDatabase(berth.around.entries)) {
    const client = new pg.Client({ connectionString: berth.infrastructure.adminUrl.replace(/\/[^/]*$/, `/berth_${service}`) });
    stack.defer(() => client.end());
    await client.connect();
    clients.set(service, client);
  }
  const owned = stack.move();
  return {
    async find(texts) {
      const found: string[] = [];
      for (const [service, client] of clients) {
        const { rows: tables } = await client.query<{ name: string }>(TABLES);
        for (const { name } of tables) {
          const { rows } = await client.query(`select 1 from ${pg.escapeIdentifier(name)} t where t::text ilike any($1) limit 1`, [patternsOf(texts)]);
          if (rows.length > 0) found.push(`${service}.${name}`);
        }
      }
      return found.toSorted();
    },
    async failing(names) {
      const found = await clients.get('user')?.query<{ text: string }>(`select name || ': ' || last_error as text from effect where last_error is not null and name = any($1)`, [names]);
      return found?.rows.map(({ text }) => text) ?? [];
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
