/** Erases a person: a tombstone first, then every declared table in one transaction; what the law keeps is counted and left. */
import type { Database } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { toTypeId } from '../ids.ts';
import { endPerson } from './person-lock.ts';
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

/**
 * As the app role, with whom they claimed. A repeat finds nothing more to do but redacts again what is there. The tombstone has a
 * transaction of its own: whoever writes about the person waits for that alone, and all that was written before is found here.
 */
export async function erasePerson(database: Pick<Database, 'write'>, personal: PersonalData, person: Person, now: Date): Promise<Erased> {
  await database.write([person.tenantId], (query) => bury(query, person, now));
  return database.write([person.tenantId], (query) => eraseWhatIs(query, personal, person));
}

/** From here on nothing is written about them, nor about guests whom they claimed. */
async function bury(query: Query, { tenantId, id }: Person, now: Date): Promise<void> {
  await endPerson(query, id);
  await query.run(
    `insert into erased_person (tenant_id, id, erased_time)
     select $1::uuid, $2::uuid, $3::timestamptz union select tenant_id, id, $3::timestamptz from claimed_guest where tenant_id = $1 and user_id = $2 on conflict do nothing`,
    [tenantId, id, now],
  );
}

/** Erases what is there about a person who has a tombstone. */
export async function eraseWhatIs(query: Query, { tables }: PersonalData, { tenantId, id }: Person): Promise<Erased> {
  // Triggers that keep rows from being deleted let this transaction pass.
  await query.run(`select set_config('app.erasing', 'on', true)`);
  const guests = await query.run<{ id: string }>('select id from claimed_guest where tenant_id = $1 and user_id = $2', [tenantId, id]);
  let erased = 0;
  const kept: KeptRecords[] = [];
  for (const each of [id, ...guests.map((guest) => guest.id)]) {
    const who = [tenantId, each];
    erased += await removeLetters(query, { tenantId, id: each });
    for (const table of tables) {
      await lockRows(query, table, who);
      await takeBackCalls(query, table, who);
      if (isKept(table.erase)) kept.push(...(await countKept(query, table, table.erase, who)));
      else erased += await eraseRows(query, table, who);
    }
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
