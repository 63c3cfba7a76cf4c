/** Erases a person in one transaction: a tombstone first, then every declared table; what the law keeps is counted and left. */
import type { Query } from '../db/query.ts';
import { toTypeId } from '../ids.ts';
import { isKept, redactionOf, type Kept, type Person, type PersonalData, type PersonalTable } from './personal-data.ts';

/** Records that stay. */
export interface KeptRecords {
  readonly what: string;
  readonly reason: string;
  readonly count: number;
  readonly until: Date;
}

export interface Erased {
  /** Rows that were deleted or redacted. */
  readonly erased: number;
  readonly kept: readonly KeptRecords[];
}

/** Runs in `query`'s transaction as the app role. A repeat finds nothing more to do but redacts again what is there. */
export async function erasePerson(query: Query, { tables }: PersonalData, person: Person, now: Date): Promise<Erased> {
  const who = [person.tenantId, person.id];
  await query.run('insert into erased_person (tenant_id, id, erased_time) values ($1, $2, $3) on conflict do nothing', [...who, now]);
  // Triggers that keep rows from being deleted let this transaction pass.
  await query.run(`select set_config('app.erasing', 'on', true)`);
  let erased = await removeLetters(query, person);
  const kept: KeptRecords[] = [];
  for (const table of tables) {
    await lockRows(query, table, who);
    await takeBackCalls(query, table, who);
    if (isKept(table.erase)) kept.push(...(await countKept(query, table, table.erase, who)));
    else erased += await eraseRows(query, table, who);
  }
  return { erased, kept };
}

/** Those of these people who were erased in the tenant whose rows `query` sees, and have not been forgotten since. */
export async function erasedAmong(query: Query, people: readonly string[]): Promise<string[]> {
  const rows = await query.run<{ id: string }>('select id from erased_person where id = any($1::uuid[])', [people]);
  return rows.map(({ id }) => id);
}

const mine = ({ rows }: PersonalTable): string => `tenant_id = $1 and (${rows})`;

/** Turns hold their anchors: whoever has read a row writes before it is erased, or reads it after. */
export async function lockRows(query: Query, table: PersonalTable, who: readonly string[]): Promise<void> {
  if (!table.key) return;
  await query.run(
    `select 1 from actor_anchor where tenant_id = $1 and type = $3 and key in (select id from ${table.table} where ${mine(table)}) order by key for update`,
    [...who, table.key],
  );
}

async function takeBackCalls(query: Query, table: PersonalTable, who: readonly string[]): Promise<void> {
  if (!table.effects) return;
  await query.run(
    `delete from effect where tenant_id = $1 and kind = 'effect' and name = any($3::text[]) and key in (select id from ${table.table} where ${mine(table)})`,
    [...who, table.effects],
  );
}

async function eraseRows(query: Query, table: PersonalTable, who: readonly string[]): Promise<number> {
  const columns = redactionOf(table);
  const sql = columns
    ? `update ${table.table} set ${columns.map(([column, value]) => `${column} = ${value}`).join(', ')} where ${mine(table)} returning 1`
    : `delete from ${table.table} where ${mine(table)} returning 1`;
  return (await query.run(sql, who)).length;
}

async function countKept(query: Query, table: PersonalTable, { reason, until }: Kept, who: readonly string[]): Promise<KeptRecords[]> {
  const [row] = await query.run<{ count: number; until: Date | null }>(`select count(*)::int as count, max(${until}) as until from ${table.table} where ${mine(table)}`, who);
  return row?.until ? [{ what: table.file?.name ?? table.table, reason, count: row.count, until: row.until }] : [];
}

/** Events name people by their TypeID, which stands as it is in the payload's bytes. */
async function removeLetters(query: Query, { tenantId, id }: Person): Promise<number> {
  return (await query.run('delete from dead_letter where tenant_id = $1 and position($2::bytea in payload) > 0 returning 1', [tenantId, Buffer.from(toTypeId('usr', id))])).length;
}
