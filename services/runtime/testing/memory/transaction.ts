/**
 * Transactions of the memory server: rows they hold are free, and whoever waits for them goes on, the moment they end.
 * Waiting ends as in Postgres: by the holder's end, the lock timeout, the statement timeout, or a deadlock found after a second.
 */
import type { Clock } from '../../clock.ts';
import { deadlock, idleTooLong, lockTimeout, statementTimeout } from './errors.ts';
import { settle, type Row } from './row.ts';

/** Postgres looks for deadlocks only after this long (`deadlock_timeout`). */
const DEADLOCK_MS = 1_000;

/** Limits that the real sessions set, in milliseconds. */
export interface Limits {
  readonly statementMs: number;
  readonly idleMs: number;
  readonly lockMs: number;
}

export interface Transaction {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly readOnly: boolean;
  /** Tenants whose rows it sees; `undefined` sees all. */
  visible: ReadonlySet<string> | undefined;
  /** Milliseconds that it waits for one lock. */
  lockMs: number;
  /** A statement failed: only a rollback can follow. */
  failed: boolean;
  /** How it ended, and why when it did not end by itself. */
  ended: 'committed' | 'rolled back' | undefined;
  /** When its last statement ended, in milliseconds; nobody is told before somebody asks. */
  idleSince: number | undefined;
  readonly rows: Row<unknown>[];
  readonly waiters: Set<() => void>;
  /** Whom it waits for. */
  wait: Wait | undefined;
}

interface Wait {
  readonly holder: Transaction;
  fail(error: Error): void;
}

/** A statement's work: yields each transaction whose end it has to wait for. */
export type Steps<T> = Generator<Transaction, T, void>;

export const beginTransaction = (
  clock: Clock,
  limits: Limits,
  { visible, readOnly = false }: { readonly visible?: ReadonlySet<string>; readonly readOnly?: boolean } = {},
): Transaction => ({
  clock,
  limits,
  readOnly,
  visible,
  lockMs: limits.lockMs,
  failed: false,
  ended: undefined,
  idleSince: clock.now().getTime(),
  rows: [],
  waiters: new Set(),
  wait: undefined,
});

/** Commits, or rolls back; then whoever waited goes on, in the order in which they came. What has failed can only be rolled back. */
export function endTransaction(tx: Transaction, outcome: 'commit' | 'rollback'): void {
  if (tx.ended) return;
  const keep = outcome === 'commit' && !tx.failed;
  tx.ended = keep ? 'committed' : 'rolled back';
  letGo(tx, keep);
}

/** A statement failed: what the transaction did is undone and its locks are free at once, though it ends only when its client says so. */
export function failTransaction(tx: Transaction): void {
  tx.failed = true;
  letGo(tx, false);
}

function letGo(tx: Transaction, keep: boolean): void {
  for (const row of tx.rows.splice(0)) settle(row, keep);
  // Whoever is woken may wait for somebody else, never again for this one.
  for (const wake of tx.waiters) wake();
}

/** Ends a transaction from outside: its connection is gone. A statement that waits fails with the error. */
export function killTransaction(tx: Transaction, error: Error): void {
  const { wait } = tx;
  endTransaction(tx, 'rollback');
  wait?.fail(error);
}

/** Ends the transaction when it has idled longer than its limit; the real server does so by itself. True when it is over. */
export function expire(tx: Transaction): boolean {
  if (!tx.ended && tx.idleSince !== undefined && tx.clock.now().getTime() - tx.idleSince >= tx.limits.idleMs) killTransaction(tx, idleTooLong());
  return tx.ended !== undefined;
}

/** Waits until `holder` has ended. Rejects as Postgres does when that takes too long. */
export function waitForEnd(tx: Transaction, holder: Transaction, statementStart: number): Promise<void> {
  if (expire(holder)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const start = tx.clock.now().getTime();
    let timer: Disposable | undefined;
    const over = (): void => {
      timer?.[Symbol.dispose]();
      holder.waiters.delete(wake);
      tx.wait = undefined;
    };
    const wake = (): void => (over(), resolve());
    const fail = (error: Error): void => (over(), reject(error));
    const deadlines = (): readonly number[] => [
      start + tx.lockMs,
      statementStart + tx.limits.statementMs,
      start + DEADLOCK_MS,
      holder.idleSince === undefined ? Infinity : holder.idleSince + holder.limits.idleMs,
    ];
    const look = (): void => {
      const now = tx.clock.now().getTime();
      if (expire(holder)) return;
      if (now >= start + tx.lockMs) return fail(lockTimeout());
      if (now >= statementStart + tx.limits.statementMs) return fail(statementTimeout());
      if (now >= start + DEADLOCK_MS && isCycle(tx)) return fail(deadlock());
      arm(now);
    };
    const arm = (now: number): void => {
      const next = Math.min(...deadlines().filter((deadline) => deadline > now));
      if (next < Infinity) timer = tx.clock.after(next - now, look);
    };
    holder.waiters.add(wake);
    tx.wait = { holder, fail };
    arm(start);
  });
}

function isCycle(tx: Transaction): boolean {
  const seen = new Set<Transaction>();
  for (let at = tx.wait?.holder; at; at = at.wait?.holder) {
    if (at === tx) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}
