/** The one funnel of errors: what is no `Failure` becomes `INTERNAL` with an error id; its text stays in the log. */
import type { DescMethod } from '@bufbuild/protobuf';
import { Failure } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Logger } from '../../logger.ts';
import { nameOf } from '../call.ts';

/** The failure to answer for whatever `error` is. The unexpected is logged with its cause under the id that the caller gets. */
export function toFailure(error: unknown, logger: Logger, where: string): Failure {
  if (error instanceof Failure) return error;
  const errorId = newId();
  logger.error({ err: error, error_id: errorId, method: where }, 'unexpected error');
  return new Failure({
    code: 'INTERNAL',
    reason: 'INTERNAL',
    message: `Something went wrong on our side. Please give this id to support: ${errorId}`,
    metadata: { errorId },
    cause: error,
  });
}

/** Runs `work`; whatever it throws leaves as a `Failure`. */
export async function guarded<T>(logger: Logger, method: DescMethod, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(error, logger, nameOf(method));
  }
}
