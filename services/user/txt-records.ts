/** Looks TXT records up in the DNS, within bounds; that there is none is an answer. */
import { Resolver } from 'node:dns/promises';
import { unavailable } from '../runtime/errors.ts';

/** The texts at a name; none when there is no such name or record. Raises `UNAVAILABLE` when the DNS does not say. */
export type LookUpTexts = (name: string) => Promise<readonly string[]>;

const TIMEOUT_MS = 2_000;
const TRIES = 2;
const NOTHING: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

export function txtRecords(resolver: Pick<Resolver, 'resolveTxt'> = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })): LookUpTexts {
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      if (error instanceof Error && 'code' in error && NOTHING.has(error.code)) return [];
      throw unavailable('DNS_UNAVAILABLE', 'The DNS does not answer for this domain. Try again.', error);
    }
  };
}
