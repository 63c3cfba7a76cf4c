/** A service does not run on a database that would show it more than its tenants' rows, whoever set that database up. */
import pg from 'pg';
import { Failure } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { pause } from '../events/pause.ts';
import { sqlState } from './connection.ts';

export interface ProtectionOptions {
  /** URL of the app role, with which it is looked. */
  readonly url: string;
  readonly relayUrl: string;
  /** Tables without a tenant. */
  readonly sharedTables?: readonly string[] | undefined;
}

/** What somebody who looks after the database has to mend, a line each; none when tenants are kept apart. Rejects when the database is away. */
export async function protectionProblems({ url, relayUrl, sharedTables = [] }: ProtectionOptions): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 7_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ problem: string }>(PROBLEMS, [userOf(url), [userOf(url), userOf(relayUrl)], sharedTables]);
    return rows.map(({ problem }) => problem);
  } finally {
    await client.end();
  }
}

const userOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** What the app role may reach: $1 is that role, $2 it and the relay's, $3 the tables without a tenant. Partitions are reached through their parent. */
const PROBLEMS = `
  with mine as (
    select c.oid, c.relname as name, c.relkind as kind, c.relowner as owner, c.relrowsecurity and c.relforcerowsecurity as forced, c.reloptions as options,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as tenanted
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and (has_table_privilege($1, c.oid, 'select, insert, update, delete, truncate') or has_any_column_privilege($1, c.oid, 'select, insert, update'))
  ), tables as (
    select * from mine where kind in ('r', 'p', 'f') and not (name = any($3))
  ), policies as (
    select polrelid, coalesce(pg_get_expr(polqual, polrelid), '') as shows, coalesce(pg_get_expr(polwithcheck, polrelid), pg_get_expr(polqual, polrelid), '') as takes
    from pg_policy where polpermissive and exists (select from unnest(polroles) r where r = 0 or pg_has_role($1, r, 'member'))
  )
  select format('Role %s is a superuser: alter role %1$I nosuperuser', rolname) as problem from pg_roles where rolname = any($2) and rolsuper
  union all
  select format('Role %s passes row-level security: alter role %1$I nobypassrls', rolname) from pg_roles where rolname = any($2) and rolbypassrls
  union all
  select distinct format('Role %s owns tables, or is a member of the role that does: let the owner''s role alone own them', r)
  from unnest($2::text[]) r join pg_class c on c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and pg_has_role(r, c.relowner, 'member')
  where not (select rolsuper from pg_roles where rolname = r)
  union all
  select format('Table %s has no tenant_id: add the column, or list it in sharedTables', name) from tables where not tenanted
  union all
  select format('Row-level security of table %s is not forced: alter table %1$I enable row level security, force row level security', name) from tables where tenanted and not forced
  union all
  select format('Table %s has no policy that keeps the app role to its tenants: migrate', name) from tables
  where tenanted and not exists (select from policies where polrelid = oid)
  union all
  select distinct format('A policy of table %s shows the app role all tenants: drop it', name) from tables join policies on polrelid = oid
  where tenanted and not (shows like '%app.tenants%' and takes like '%app.tenants%')
  union all
  select format('Table %s is append-only, but %s may change it: migrate', t.name, r) from tables t, unnest($2::text[]) r
  where obj_description(t.oid, 'pg_class') = 'append-only' and (has_table_privilege(r, t.oid, 'update, delete, truncate') or has_any_column_privilege(r, t.oid, 'update'))
  union all
  select format('Trigger %s of table %s is switched off: alter table %2$I enable trigger %1$I', tgname, name) from mine join pg_trigger on tgrelid = mine.oid
  where not tgisinternal and tgenabled in ('D', 'R')
  union all
  select format('Function %s runs as its owner and may take somebody else''s tables for ours: alter function %1$s set search_path = %2$I, pg_temp', p.oid::regprocedure, current_schema())
  from pg_proc p where p.pronamespace = current_schema()::regnamespace and p.prosecdef and exists (select from unnest($2::text[]) r where has_function_privilege(r, p.oid, 'execute'))
    and not exists (select from unnest(p.proconfig) c where c ~ '^search_path=.*, *pg_temp$')
  union all
  select format('View %s shows what its owner sees: alter view %1$I set (security_invoker = true)', name) from mine
  where kind = 'v' and not coalesce(options && '{security_invoker=true,security_invoker=on,security_invoker=1}', false)
  union all
  select format('Materialised view %s knows no row-level security: revoke all on %1$I from the app role', name) from mine where kind = 'm'`;

const RETRY_MS = 250;

/**
 * Refuses to start on a database with problems. One that is away is looked at as soon as it is reached; problems it has then end the
 * process, through `refused`.
 */
export async function requireProtection(options: ProtectionOptions, logger: Logger, refused: (error: Error) => void = endProcess): Promise<AsyncDisposable> {
  const closing = new AbortController();
  const look = async (): Promise<boolean> => {
    const problems = await protectionProblems(options).catch(unreachable);
    if (problems && problems.length > 0) throw unprotected(problems);
    return problems !== undefined;
  };
  const keepLooking = async (): Promise<void> => {
    do await pause(RETRY_MS, closing.signal);
    while (!closing.signal.aborted && !(await look()));
  };
  let looking = Promise.resolve();
  if (!(await look())) {
    logger.warn('the database cannot be reached; whether it keeps tenants apart is checked once it can');
    looking = keepLooking().catch(refused);
  }
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await looking;
    },
  };
}

/** Only what is no answer about the tables: away, starting, out of connections, or it does not let us in yet. */
function unreachable(error: unknown): undefined {
  const state = sqlState(error);
  if (state === undefined || /^(08|28|3D|53|57)/.test(state)) return undefined;
  throw error;
}

/** As an error that nobody handled. */
function endProcess(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

const unprotected = (problems: readonly string[]): Failure =>
  new Failure({
    code: 'INTERNAL',
    reason: 'TENANTS_NOT_KEPT_APART',
    message: `The database does not keep tenants apart:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  });
