/** Inserts of rows that nobody has: a constraint is their last guard, behind the anchors' locks. */
import { sqlState } from '../db/connection.ts';
import type { Query } from '../db/query.ts';
import type { Rejection } from '../errors.ts';
import { WriteConflict } from './types.ts';

/** Somebody has a row with such a key, or one that excludes it. */
const TAKEN = /^23(?:505|P01)$/;

/**
 * Runs an insert; throws `WriteConflict` with `taken` when a unique or exclusion constraint refuses a row: the transaction is over then.
 * For a table of which many rows are written at a time, with one constraint that they may run into: `on conflict do nothing` would look
 * into its index once more for every row.
 */
export async function insertNew(query: Query, sql: string, params: readonly unknown[], taken: Rejection): Promise<void> {
  try {
    await query.run(sql, params);
  } catch (error) {
    throw TAKEN.test(sqlState(error) ?? '') ? new WriteConflict(taken) : error;
  }
}
