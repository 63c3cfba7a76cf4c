/** Everything that is stored of some tenants, in every service but the auditor's, as one value that changes when any of it does. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { withDatabase } from '../dev/surroundings.ts';
import type { Network } from './network.ts';

export type Digests = Readonly<Record<string, string>>;

export interface Stored extends AsyncDisposable {
  /** A digest of each table's rows, by `service.table`. */
  look(): Promise<Digests>;
  /** Nothing of theirs is due by itself within a day: what was to be is put off. */
  putOff(): Promise<void>;
  /** Resolves once what was begun before has come to rest: two looks in a row saw the same. */
  rest(): Promise<Digests>;
}

/** Keeps a log of what was refused, as services tell it (`audit.recorded`): that it changes is what it is for. */
const AUDITOR = 'admin';

// How far events were read, and that they were published, is written down when there is time. Spans are kept of refused calls too; they are no tenant's and have no tenant_id.
const DIGESTS = `
  select c.table_name as name,
    md5(query_to_xml(format('select (to_jsonb(t) - array[''published_time'', ''stream'', ''stream_seq''])::text from %I t where tenant_id = any(%L::uuid[]) and to_jsonb(t)->>''type'' is distinct from ''audit.recorded'' order by 1', c.table_name, $1::text), true, false, '')::text) as digest
  from information_schema.columns c join information_schema.tables using (table_schema, table_name)
  where column_name = 'tenant_id' and table_type = 'BASE TABLE' and table_schema = 'public' and c.table_name <> 'consumer_position' order by 1`;

/** Looks past row-level security, as Postgres's own administrator. */
export async function openStored(network: Network, tenants: readonly string[]): Promise<Stored> {
  await using stack = new AsyncDisposableStack();
  const clients = new Map<string, pg.Client>();
  for (const service of withDatabase(network.berth.around.entries).filter((name) => name !== AUDITOR)) {
    const client = new pg.Client({ connectionString: network.berth.infrastructure.adminUrl.replace(/\/[^/]*$/, `/berth_${service}`) });
    stack.defer(() => client.end());
    await client.connect();
    clients.set(service, client);
  }
  const look = async (): Promise<Digests> => {
    const tables = await Promise.all([...clients].map(([service, client]) => digestsOf(service, client, tenants)));
    return Object.fromEntries(tables.flat());
  };
  const rest = async (): Promise<Digests> => {
    for (let before = await look(); ; ) {
      await delay(300);
      const now = await look();
      if (JSON.stringify(now) === JSON.stringify(before)) return now;
      before = now;
    }
  };
  const putOff = async (): Promise<void> => {
    const later = `update effect set due_time = due_time + interval '1 day' where kind = 'reminder' and tenant_id = any($1::uuid[])`;
    await Promise.all([...clients.values()].map((client) => client.query(later, [tenants])));
  };
  const owned = stack.move();
  return { look, putOff, rest, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function digestsOf(service: string, client: pg.Client, tenants: readonly string[]): Promise<[string, string][]> {
  const { rows } = await client.query<{ name: string; digest: string }>(DIGESTS, [`{${tenants.join()}}`]);
  return rows.map(({ name, digest }) => [`${service}.${name}`, digest]);
}
