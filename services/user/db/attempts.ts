/** Counts attempts to guess a password, in Postgres and so for all replicas; ids are derived, so that the table names nobody. */
import { addressGroupOf } from '../../runtime/address-group.ts';
import type { Database } from '../../runtime/db/database.ts';
import { asFailure } from '../../runtime/db/faults.ts';
import type { Query } from '../../runtime/db/query.ts';
import { Failure } from '../../runtime/errors.ts';
import { derivedId } from '../../runtime/ids.ts';
import type { Origin } from '../domain/activity.ts';
import { attempt, keepUntil, succeeded, undone, type Counter, type Scope } from '../domain/attempts.ts';
import { emailKey } from '../keys.ts';

/** An attempt that was counted as failed. */
export interface Attempt {
  /** Takes that back, and forgets those before it from the same address. */
  succeeded(): Promise<void>;
  /** Takes that back and no more: it was no wrong guess. */
  undone(): Promise<void>;
  /** Makes the check. When it throws, nothing was checked, and the attempt is taken back. */
  checking<T>(check: () => Promise<T>): Promise<T>;
}

export interface Attempts {
  /** Counts an attempt on an account, whether or not there is one; raises `TOO_MANY_ATTEMPTS` with when to come back. */
  begin(email: string, origin: Origin): Promise<Attempt>;
}

interface CounterRow {
  id: string;
  failures: number;
  last_time: Date | null;
  blocked_until: Date | null;
  trusted_time: Date | null;
}

type Ids = ReadonlyMap<string, Scope>;

/** Rows that say nothing any more and are deleted on the way. */
const SWEPT = 10;

export function createAttempts(database: Pick<Database, 'write'>, clock: () => Date): Attempts {
  const change = async (ids: Ids, decide: (counters: readonly Counter[], now: Date) => readonly Counter[]): Promise<void> => {
    const now = clock();
    try {
      await database.write([], async (query) => save(query, decide(await lock(query, ids, now), now), now));
    } catch (error) {
      throw asFailure(error);
    }
  };
  return {
    async begin(email, origin) {
      const ids = idsOf(emailKey(email), origin.ipAddress);
      await change(ids, (counters, now) => {
        const outcome = attempt(counters, now);
        if ('rejection' in outcome) throw new Failure(outcome.rejection);
        return outcome.counters;
      });
      const takeBack = (): Promise<void> => change(ids, undone);
      return {
        succeeded: () => change(ids, succeeded),
        undone: takeBack,
        async checking(check) {
          try {
            return await check();
          } catch (error) {
            await takeBack();
            throw error;
          }
        },
      };
    },
  };
}

/** Calls that did not come through the gateway have no address. */
function idsOf(account: string, ipAddress: string): Ids {
  const address = addressGroupOf(ipAddress);
  const scopes: [string, Scope][] = [[derivedId('attempts', account, address), 'pair'], [derivedId('attempts', account), 'account']];
  return new Map(address === '' ? scopes : [...scopes, [derivedId('attempts of', address), 'address']]);
}

/** Locked in one order, so that two attempts never wait for each other. */
async function lock(query: Query, ids: Ids, now: Date): Promise<Counter[]> {
  const sorted = [...ids.keys()].toSorted();
  await query.run('insert into sign_in_attempt (id, keep_until) select unnest($1::uuid[]), $2 on conflict do nothing', [sorted, now]);
  const rows = await query.run<CounterRow>('select * from sign_in_attempt where id = any($1::uuid[]) order by id for update', [sorted]);
  return rows.map((row) => ({
    id: row.id,
    scope: ids.get(row.id) ?? 'pair',
    failures: row.failures,
    last: row.last_time ?? undefined,
    blockedUntil: row.blocked_until ?? undefined,
    trusted: row.trusted_time ?? undefined,
  }));
}

async function save(query: Query, counters: readonly Counter[], now: Date): Promise<void> {
  for (const counter of counters) {
    await query.run('update sign_in_attempt set failures = $2, last_time = $3, blocked_until = $4, trusted_time = $5, keep_until = $6 where id = $1', [
      counter.id, counter.failures, counter.last, counter.blockedUntil, counter.trusted, keepUntil(counter, now),
    ]);
  }
  await query.run(
    'delete from sign_in_attempt where id in (select id from sign_in_attempt where keep_until < $1 limit $2 for update skip locked)',
    [now, SWEPT],
  );
}
