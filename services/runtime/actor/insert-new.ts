/** Inserts of rows that nobody has: a constraint is their last guard, behind the anchors' locks. */
import type { Query } from '../db/query.ts';
import type { Rejection } from '../errors.ts';
import { WriteConflict } from './types.ts';

/** The constraint that rows may run into, and what their turns are told then. */
export interface Taken {
  readonly constraint: string;
  readonly rejection: Rejection;
}

/**
 * Runs an insert; throws `WriteConflict` when the constraint refuses a row: the transaction is over then. For many rows at a time:
 * `on conflict do nothing` would look into the constraint's index once more for each. Two who get past the locks wait for each other.
 */
export async function insertNew(query: Query, sql: string, params: readonly unknown[], { constraint, rejection }: Taken): Promise<void> {
  try {
    await query.run(sql, params);
  } catch (error) {
    throw error instanceof Error && 'constraint' in error && error.constraint === constraint ? new WriteConflict(rejection) : error;
  }
}
