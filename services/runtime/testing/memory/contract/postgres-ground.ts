/** The contract's ground on Postgres: clients that crash, and who waits for whom. */
import { trace } from '@opentelemetry/api';
import pg from 'pg';
import { postgresActorTables } from '../../../actor/tables.ts';
import { openDatabase } from '../../../db/database.ts';
import { migrate } from '../../../db/migrate.ts';
import { postgresEffects } from '../../../effects/table.ts';
import { postgresDeadLetters } from '../../../events/dead-letters.ts';
import { postgresLeaderLock } from '../../../events/leadership.ts';
import { postgresOutbox } from '../../../events/outbox.ts';
import { postgresPositions } from '../../../events/positions.ts';
import type { RuntimeTables } from '../../../tables.ts';
import { createTestDatabase } from '../../database.ts';
import type { Ground, StandClient } from './stand.ts';

const tables: RuntimeTables = {
  ...postgresActorTables,
  effects: postgresEffects,
  outbox: postgresOutbox,
  leader: postgresLeaderLock,
  positions: postgresPositions,
  deadLetters: postgresDeadLetters,
};

/** A database that is opened several times, one after the other, each time empty. */
export interface PostgresGrounds extends AsyncDisposable {
  open(): Promise<Ground>;
}

/** What stands in the database besides the runtime's tables. */
export interface Furniture {
  /** Statements that make tables. */
  readonly tables?: readonly string[];
  /** A service's migrations. */
  readonly folder?: URL;
}

/** Makes the database. */
export async function createPostgresGrounds({ tables: own = [], folder }: Furniture): Promise<PostgresGrounds> {
  const urls = await createTestDatabase('contract');
  const [owner, admin] = [new pg.Client({ connectionString: urls.ownerUrl }), new pg.Client({ connectionString: withName(urls.adminUrl, urls.name) })];
  await Promise.all([owner.connect(), admin.connect()]);
  for (const table of own) await owner.query(table);
  await migrate({ ...urls, ...(folder && { folder }) });
  const { rows } = await owner.query<{ names: string }>(
    `select string_agg(c.relname, ', ') as names from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like '%migrations%'`,
  );
  return {
    async open() {
      await owner.query(`truncate ${rows[0]?.names} restart identity`);
      return groundOn(urls, admin);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([owner.end(), admin.end()]);
      await urls[Symbol.asyncDispose]();
    },
  };
}

function groundOn(urls: { readonly appUrl: string; readonly relayUrl: string; readonly name: string }, admin: pg.Client): Ground {
  const stack = new AsyncDisposableStack();
  let clients = 0;
  return {
    tables,
    async connect(): Promise<StandClient> {
      clients += 1;
      const application = `${urls.name}_${clients}`;
      const relayUrl = `${urls.relayUrl}?application_name=${application}`;
      const database = stack.use(await openDatabase({ url: urls.appUrl, relayUrl, entities: [], tracer: trace.getTracer('test') }));
      // The pool of the app role takes no name from its URL.
      const processes = new Set<number>();
      const write: typeof database.write = (tenants, work) =>
        database.write(tenants, async (query) => {
          const [row] = await query.run<{ pid: number }>('select pg_backend_pid() as pid');
          if (row) processes.add(row.pid);
          return work(query);
        });
      return {
        database: { ...database, write },
        tables,
        async crash() {
          await admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1 or pid = any($2)', [application, [...processes]]);
        },
      };
    },
    async waiting() {
      // Whoever ends gives its locks to those who wait: unlike what sessions say of themselves, this is never late.
      const { rows } = await admin.query<{ count: number }>(
        `select count(distinct pid)::int as count from pg_locks join pg_stat_activity using (pid) where not granted and datname = $1`,
        [urls.name],
      );
      return rows[0]?.count ?? 0;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function withName(url: string, database: string): string {
  const made = new URL(url);
  made.pathname = `/${database}`;
  return made.href;
}
