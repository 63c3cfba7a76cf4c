/** Reads that many callers of a business ask for at once share statements: who asks while one is under way is answered by the next. */
import { context, type Context } from '@opentelemetry/api';
import type { Query } from '../db/query.ts';
import type { View } from '../actor/types.ts';
import { Failure } from '../errors.ts';

interface Waiter<K, V> {
  readonly asked: K;
  readonly db: Query;
  readonly within: Context;
  resolve(answer: V): void;
  reject(error: unknown): void;
}

export type Gathered<K, V> = (view: Pick<View, 'db' | 'caller'>, asked: K) => Promise<V>;

const MOST = 500;

const isUnavailable = (error: unknown): boolean => error instanceof Failure && error.code === 'UNAVAILABLE';

/**
 * `load` answers what was asked, in that order. Every statement begins after those it answers asked, so nobody sees an older
 * state than by a read of their own. Tenants never share one.
 */
export function gather<K, V>(load: (db: Query, asked: readonly K[]) => Promise<readonly V[]>): Gathered<K, V> {
  const lines = new Map<string, Waiter<K, V>[]>();

  async function serve(tenantId: string, line: Waiter<K, V>[]): Promise<void> {
    for (let group = line.splice(0, MOST); group.length > 0; group = line.splice(0, MOST)) await answer(group);
    lines.delete(tenantId);
  }

  async function answer(group: readonly Waiter<K, V>[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    try {
      const begin = (): Promise<readonly V[]> => context.with(first.within, () => load(first.db, group.map(({ asked }) => asked)));
      // Many wait for it: one lost connection is not worth their failing.
      const answers = await begin().catch((error: unknown) => (isUnavailable(error) ? begin() : Promise.reject(error)));
      for (const [index, waiter] of group.entries()) waiter.resolve(answers[index] as V);
    } catch (error) {
      for (const waiter of group) waiter.reject(error);
    }
  }

  return ({ db, caller: { tenantId } }, asked) =>
    new Promise((resolve, reject) => {
      const waiter = { asked, db, within: context.active(), resolve, reject };
      const line = lines.get(tenantId);
      if (line) return void line.push(waiter);
      const begun = [waiter];
      lines.set(tenantId, begun);
      void serve(tenantId, begun);
    });
}
