/** Partitions by time of the two tables that grow with every turn: made ahead and dropped when old, by functions that only the relay role may call. */
import type { Query } from './query.ts';

/** The tables that are partitioned. */
export type PartitionedTable = 'outbox' | 'request_log';

/** What may go. */
export interface DropOptions {
  /** Rows written before this. */
  readonly before: Date;
  /** Only events that were published before this: the broker may still lose those published later. */
  readonly publishedBefore: Date;
}

/** Makes the partition for rows of this time, and moves there what the default partition caught. False: it is there already, or the default partition holds too much. */
export async function makePartition(query: Query, table: PartitionedTable, at: Date): Promise<boolean> {
  const [row] = await query.run<{ made: boolean }>('select runtime_make_partition($1, $2) as made', [table, at]);
  return row?.made ?? false;
}

/** Drops the oldest partition whose rows all may go. Gives its name. */
export async function dropPartition(query: Query, table: PartitionedTable, { before, publishedBefore }: DropOptions): Promise<string | undefined> {
  const [row] = await query.run<{ name: string | null }>('select runtime_drop_partition($1, $2, $3) as name', [table, before, publishedBefore]);
  return row?.name ?? undefined;
}

/** Deletes at most `most` rows that may go from the default partition. Gives their number. */
export async function trimDefault(query: Query, table: PartitionedTable, { before, publishedBefore }: DropOptions, most: number): Promise<number> {
  const [row] = await query.run<{ gone: number }>('select runtime_trim_default($1, $2, $3, $4) as gone', [table, before, publishedBefore, most]);
  return row?.gone ?? 0;
}
