/** Work on one connection that needs no answers of each other: its statements are sent at once, in order, instead of one after the other. */
import { sqlState } from './connection.ts';
import type { Query } from './query.ts';

/**
 * Gives the results of all in their order. The first statement of each is sent before any is answered, in this order, so that what
 * one writes is there for those behind it. Nothing of it runs on once this settles. Throws what running them one after the other
 * would: the error of the first that failed, and not that of one whose transaction was over by then.
 */
export async function together<T extends readonly (() => Promise<unknown>)[]>(query: Query, ...works: T): Promise<{ -readonly [I in keyof T]: Awaited<ReturnType<T[I]>> }> {
  type Results = { -readonly [I in keyof T]: Awaited<ReturnType<T[I]>> };
  if (query.pipelined !== true) {
    const results: unknown[] = [];
    for (const work of works) results.push(await work());
    return results as Results;
  }
  const outcomes = await Promise.allSettled(works.map((work) => work()));
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }): unknown => reason);
  if (failures.length > 0) throw failures.find((reason) => sqlState(reason) !== TRANSACTION_FAILED) ?? failures[0];
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined)) as Results;
}

/** What Postgres says of every statement behind one that failed. */
const TRANSACTION_FAILED = '25P02';
