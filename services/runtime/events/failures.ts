/** Sorts what can go wrong with an event: a rule said no, it will pass, or it is a defect. */
import { isTransient } from '../db/faults.ts';
import { Failure, type FailureCode } from '../errors.ts';

const PASSING: ReadonlySet<FailureCode> = new Set(['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED', 'ABORTED', 'CANCELLED']);

/** True when waiting may mend it: no number of such failures makes an event a dead letter. */
export const isPassing = (error: unknown): boolean => (error instanceof Failure ? PASSING.has(error.code) : isTransient(error));

/** True when a rule of the service refused the event: the same event would be refused again. */
export const isRejection = (failure: Failure): boolean => !PASSING.has(failure.code) && failure.code !== 'INTERNAL';
