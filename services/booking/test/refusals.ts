/** What a refusal says, for tests. */
import { Failure } from '../../runtime/errors.ts';

/** `CODE REASON field field` of the failure that the work ends in; `none` when it succeeds. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [error.code, error.reason, ...(error.details.violations ?? []).map(({ field }) => field)].join(' ');
  }
}
