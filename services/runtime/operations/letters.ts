/** Dead letters as operators look for them, across consumers; their replay is the consumers' business. */
import type { Query } from '../db/query.ts';
import type { LetterRow } from '../events/dead-letters.ts';

/** A dead letter without its payload. */
export type LetterHead = Omit<LetterRow, 'payload'>;

/** Which letters. Empty texts stand for all. */
export interface LetterSearch {
  readonly tenantId: string | undefined;
  readonly consumer: string;
  readonly eventType: string;
  /** Also those that were replayed. */
  readonly replayed: boolean;
}

const HEAD = 'id, tenant_id, consumer, event_id, subject, headers, error, attempts, created_time, replayed_time';
const MATCHES = `($1::uuid is null or tenant_id = $1) and ($2::text = '' or consumer = $2) and ($3::text = '' or headers->>'ce-type' = $3) and ($4 or replayed_time is null)`;

const valuesOf = ({ tenantId, consumer, eventType, replayed }: LetterSearch): unknown[] => [tenantId ?? null, consumer, eventType, replayed];

/** Newest first, from before `before` on. Ids are time-ordered. */
export const newestLetters = (query: Query, search: LetterSearch, before: string | null, limit: number): Promise<LetterHead[]> =>
  query.run<LetterHead>(`select ${HEAD} from dead_letter where ${MATCHES} and ($5::uuid is null or id < $5) order by id desc limit $6`, [...valuesOf(search), before, limit]);

/** Oldest first, from after `after` on: the order in which events of a key came. */
export const oldestLetters = (query: Query, search: LetterSearch, after: string | null, limit: number): Promise<LetterHead[]> =>
  query.run<LetterHead>(`select ${HEAD} from dead_letter where ${MATCHES} and ($5::uuid is null or id > $5) order by id limit $6`, [...valuesOf(search), after, limit]);

/** One with its payload, when the tenant has it. */
export async function findLetter(query: Query, id: string, tenantId: string | undefined): Promise<LetterRow | undefined> {
  const [row] = await query.run<LetterRow>(`select ${HEAD}, payload from dead_letter where id = $1 and ($2::uuid is null or tenant_id = $2)`, [id, tenantId ?? null]);
  return row;
}

/** Notes that a replay failed, and why. */
export async function noteFailedReplay(query: Query, id: string, error: string): Promise<void> {
  await query.run('update dead_letter set error = $2, attempts = attempts + 1 where id = $1', [id, error.slice(0, 2_000)]);
}
