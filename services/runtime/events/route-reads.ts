/** The reads by which reactions find their keys: events that come at once share one connection, so that a burst never uses up the pool. */
import type { Database } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { isPassing } from './failures.ts';
import { coalesce } from './coalesce.ts';

interface Statement {
  readonly tenantId: string;
  readonly sql: string;
  readonly params: readonly unknown[] | undefined;
}

type Answer = { readonly rows: object[] } | { readonly error: unknown };

/**
 * Gives each tenant's reader. What is asked while a transaction is under way waits for the next: one at a time, in which a
 * tenant sees its own rows only. A statement at fault fails alone: those it shared the transaction with are asked again by
 * themselves, so that no poison event makes dead letters of the events that come with it.
 */
export function createRouteReads(database: Pick<Database, 'read'>): (tenantId: string) => Query {
  async function answer(tenantId: string, asked: readonly Statement[]): Promise<readonly Answer[]> {
    try {
      return await database.read([tenantId], async (query) => {
        const answers: Answer[] = [];
        for (const { sql, params } of asked) answers.push({ rows: await query.run(sql, params) });
        return answers;
      });
    } catch (error) {
      if (asked.length === 1 || isPassing(error)) return asked.map(() => ({ error }));
      const answers: Answer[] = [];
      for (const statement of asked) answers.push(...(await answer(tenantId, [statement])));
      return answers;
    }
  }

  const ask = coalesce(async (statements: readonly Statement[]) => {
    const answers = new Map<Statement, Answer>();
    for (const [tenantId, asked] of Map.groupBy(statements, (statement) => statement.tenantId)) {
      for (const [index, found] of (await answer(tenantId, asked)).entries()) {
        const statement = asked[index];
        if (statement) answers.set(statement, found);
      }
    }
    return statements.map((statement) => answers.get(statement) ?? { rows: [] });
  });

  return (tenantId) => ({
    async run<R extends object>(sql: string, params?: readonly unknown[]) {
      const found = await ask({ tenantId, sql, params });
      if ('error' in found) throw found.error;
      return found.rows as R[];
    },
  });
}
