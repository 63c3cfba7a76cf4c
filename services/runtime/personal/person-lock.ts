/**
 * Whoever writes about a person and whoever ends them, by a tombstone or a claim, go one after the other: a row is written before, and
 * found, or after, and guarded.
 */
import type { Query } from '../db/query.ts';

/** Apart from other locks of two numbers. */
const PEOPLE = 1_347_570_767;
/** People share locks, so that a transaction about many of them has few: Postgres has room for some thousands at a time. */
const SHARES = 64;

const shareOf = (id: string): string => `uuid_hash(${id}) & ${SHARES - 1}`;
const numberOf = (id: string): string => `${PEOPLE}, ${shareOf(id)}`;

/** SQL that holds a person (SQL of a uuid) until the transaction ends; others may hold them as well. */
export const isHeld = (id: string): string => `pg_advisory_xact_lock_shared(${numberOf(id)})`;

/** Holds a person (uuid) while something is given to them. */
export async function holdPerson(query: Query, id: string): Promise<void> {
  await query.run(`select ${isHeld('$1::uuid')}::text`, [id]);
}

/** Waits until nobody writes about a person (uuid) any more. For the first statement of a short transaction: who writes meanwhile waits for it, and never for more. */
export async function endPerson(query: Query, id: string): Promise<void> {
  await query.run(`select pg_advisory_xact_lock(${numberOf('$1::uuid')})::text`, [id]);
}

/** `endPerson` of one and `holdPerson` of another, in the order of their locks: two that do so crosswise do not wait for each other. */
export async function endAndHold(query: Query, ended: string, held: string): Promise<void> {
  const [order] = await query.run<{ swapped: boolean }>(`select (${shareOf('$1::uuid')}) > (${shareOf('$2::uuid')}) as swapped`, [ended, held]);
  if (order?.swapped) await holdPerson(query, held);
  await endPerson(query, ended);
  if (!order?.swapped) await holdPerson(query, held);
}
