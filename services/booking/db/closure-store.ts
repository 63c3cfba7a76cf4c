/** Dates on which the whole business is closed. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Closure } from '../domain/schedule.ts';

export interface ClosureRow {
  id: string;
  version: bigint;
  from_date: string;
  until_date: string;
  reason: string;
}

// Dates as text: as `Date` they would be moved by the zone of the process.
const COLUMNS = 'id, version, from_date::text, until_date::text, reason';

export const closureStore: Store<Closure> = {
  async load(query: Query, loads: readonly Load[]) {
    const rows = await query.run<ClosureRow>(`select ${COLUMNS} from closure where id = any($1::uuid[])`, [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromClosureRow(row)]));
  },
  async save(query: Query, changes: readonly Change<Closure>[]) {
    for (const change of changes) await (change.after ? insert(query, change, change.after) : query.run('delete from closure where id = $1::uuid', [change.key.id]));
  },
};

export const fromClosureRow = ({ id, from_date, until_date, reason }: ClosureRow): Closure => ({ id, from: from_date, until: until_date, reason });

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('0001-01-01T00:00:00Z');

/** The date a day before an instant: what ended before it was over then in every zone. Postgres has no year 0. */
export const dayBefore = (instant: Date): string => new Date(Math.max(instant.getTime() - DAY_MS, FIRST_DAY)).toISOString().slice(0, 10);

/** Closures that end on a date or later, earliest first. */
export const closuresFrom = (query: Query, date: string, most: number): Promise<ClosureRow[]> =>
  query.run<ClosureRow>(`select ${COLUMNS} from closure where until_date >= $1::date order by closure.from_date, id limit $2`, [date, most]);

const insert = (query: Query, { tenantId, version, now }: Change<Closure>, { id, from, until, reason }: Closure) =>
  query.run(
    `insert into closure (tenant_id, id, version, from_date, until_date, reason, created_time, updated_time)
     values ($1, $2, $3, $4::date, $5::date, $6, $7, $7)
     on conflict (tenant_id, id) do update set version = excluded.version, from_date = excluded.from_date, until_date = excluded.until_date,
       reason = excluded.reason, updated_time = excluded.updated_time`,
    [tenantId, id, version, from, until, reason, now],
  );
