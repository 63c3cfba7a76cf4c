/** Gives out what is kept about a person, a bounded part at a time. */
import type { Query } from '../db/query.ts';
import type { Person, PersonalData, PersonalFile, PersonalTable } from './personal-data.ts';

/** Where to go on: a table and how many of its pages were given. */
export interface Place {
  readonly table: number;
  readonly page: number;
}

export interface Part {
  readonly files: readonly PersonalFile[];
  readonly next: Place | undefined;
}

/** A provider’s event may have ten kilobytes, and a message four megabytes. */
const ROWS_A_PAGE = 200;

/** One page of one table that has a file; `next` is absent after the last table. */
export async function collectPart(query: Query, { tables }: PersonalData, person: Person, { table: index, page }: Place): Promise<Part> {
  const table = tables[index];
  if (!table) return { files: [], next: undefined };
  const rows = table.file ? await rowsOf(query, table, table.file, person, page) : [];
  const files = table.file && rows.length > 0 ? [fileOf(table.file, rows, page)] : [];
  const following = { table: index + 1, page: 0 };
  const next = rows.length === ROWS_A_PAGE ? { table: index, page: page + 1 } : following;
  return { files, next: next.table < tables.length ? next : undefined };
}

type File = NonNullable<PersonalTable['file']>;

async function rowsOf(query: Query, { table, rows }: PersonalTable, { fields, order }: File, { tenantId, id }: Person, page: number): Promise<readonly unknown[]> {
  const object = Object.entries(fields).map(([name, value]) => `'${name}', ${value}`).join(', ');
  const found = await query.run<{ row: unknown }>(
    `select jsonb_build_object(${object}) as row from ${table} where tenant_id = $1 and (${rows}) order by ${order} limit ${ROWS_A_PAGE} offset $3`,
    [tenantId, id, page * ROWS_A_PAGE],
  );
  return found.map(({ row }) => row);
}

const fileOf = ({ name, about }: File, rows: readonly unknown[], page: number): PersonalFile => ({
  name: page === 0 ? `${name}.json` : `${name}-${page + 1}.json`,
  about,
  content: Buffer.from(`${JSON.stringify(rows, null, 2)}\n`),
});
