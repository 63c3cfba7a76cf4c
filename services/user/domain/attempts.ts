/**
 * How often a password may be guessed. Failures are counted for an account from one address, for the account from everywhere,
 * and for the address over all accounts; beyond some that are free each failure doubles the wait. Whoever signed in from an
 * address before is not held up by what others do from elsewhere: a stranger locks nobody out.
 */
import { reject, type Rejection } from '../../runtime/errors.ts';

/** `pair`: one account from one address. `account`: from everywhere. `address`: all accounts. */
export type Scope = 'pair' | 'account' | 'address';

export interface Counter {
  readonly id: string;
  readonly scope: Scope;
  /** Since the last hour without one. */
  readonly failures: number;
  readonly last: Date | undefined;
  readonly blockedUntil: Date | undefined;
  /** When somebody last signed in; of pairs only. */
  readonly trusted: Date | undefined;
}

interface Rule {
  readonly free: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const RULES: Readonly<Record<Scope, Rule>> = {
  pair: { free: 5, firstMs: 2 * SECOND, longestMs: 15 * MINUTE },
  account: { free: 30, firstMs: 2 * SECOND, longestMs: 5 * MINUTE },
  // Offices and mobile networks share one address.
  address: { free: 300, firstMs: SECOND, longestMs: 5 * MINUTE },
};
const FORGET_MS = 60 * MINUTE;
const TRUST_MS = 90 * 86_400_000;

/** An attempt is counted as failed before it is made, so that many at once cannot slip through; `succeeded` takes that back. */
export function attempt(counters: readonly Counter[], now: Date): { readonly counters: readonly Counter[] } | { readonly rejection: Rejection } {
  const trusted = counters.some(({ trusted: time }) => time !== undefined && now.getTime() - time.getTime() < TRUST_MS);
  const waits = counters.filter(({ scope }) => !(trusted && scope === 'account')).map(({ blockedUntil }) => (blockedUntil?.getTime() ?? 0) - now.getTime());
  const waitMs = Math.max(...waits);
  if (waitMs > 0) return { rejection: tooManyAttempts(waitMs) };
  return { counters: counters.map((counter) => failed(counter, now)) };
}

function failed(counter: Counter, now: Date): Counter {
  const { free, firstMs, longestMs } = RULES[counter.scope];
  const forgotten = counter.last === undefined || now.getTime() - counter.last.getTime() >= FORGET_MS;
  const failures = forgotten ? 1 : counter.failures + 1;
  const waitMs = failures < free ? 0 : Math.min(longestMs, firstMs * 2 ** Math.min(30, failures - free));
  return { ...counter, failures, last: now, blockedUntil: waitMs === 0 ? undefined : new Date(now.getTime() + waitMs) };
}

/** The counters once the attempt has succeeded: the pair starts anew and is trusted, the others lose what it counted. */
export const succeeded = (counters: readonly Counter[], now: Date): readonly Counter[] =>
  counters.map((counter) => (counter.scope === 'pair' ? { ...counter, failures: 0, blockedUntil: undefined, trusted: now } : withoutLast(counter)));

/** The counters without an attempt that was no wrong guess, but no success either. */
export const undone = (counters: readonly Counter[]): readonly Counter[] => counters.map(withoutLast);

const withoutLast = (counter: Counter): Counter => ({
  ...counter,
  failures: Math.max(0, counter.failures - 1),
  ...(counter.failures <= RULES[counter.scope].free && { blockedUntil: undefined }),
});

/** Until when a counter says anything. */
export const keepUntil = ({ last, trusted }: Counter, now: Date): Date =>
  new Date(Math.max((last ?? now).getTime() + FORGET_MS, (trusted?.getTime() ?? 0) + TRUST_MS));

function tooManyAttempts(retryAfterMs: number): Rejection {
  const seconds = Math.ceil(retryAfterMs / SECOND);
  const message = `Too many attempts failed. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return reject('TOO_MANY_ATTEMPTS', message, { code: 'RESOURCE_EXHAUSTED', retryAfterMs });
}
