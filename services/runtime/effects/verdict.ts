/** What a failed attempt means: waiting may mend it, a person has to, or it has been tried for long enough. */
import { Failure } from '../errors.ts';
import { isPassing } from '../events/failures.ts';
import { Permanent } from './types.ts';

/** The outside call failed, and is to be made again. Whatever the call threw says nothing about turns, not even a `Failure`. */
export class CallFailed extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'CallFailed';
  }
}

/** With backoff, some six hours: long enough to notice a defect and to deploy its repair. */
const DEFECT_ATTEMPTS = 48;

/** True when the row is to be parked: it cannot be mended by trying again, or `attempts` were enough. */
export function isHopeless(error: unknown, attempts: number): boolean {
  if (error instanceof Permanent) return true;
  if (error instanceof CallFailed || isPassing(error)) return false;
  // A rule said no, and would say so again. A turn that broke may have met a defect, or a row that will be mended.
  if (error instanceof Failure && error.code !== 'INTERNAL') return true;
  return attempts >= DEFECT_ATTEMPTS;
}

/** The reason as an operator reads it. A defect's own words are in the log only: they may quote anybody's data. */
export function textOf(error: unknown): string {
  if (error instanceof Failure) return `${error.reason}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
