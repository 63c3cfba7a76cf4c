/**
 * Finds the events that the broker acknowledged and then lost, and puts them back among the unpublished.
 * A JetStream acknowledgement is not durable: a power cut takes back minutes of them, and the numbers of what is lost
 * are given out again. So numbers prove nothing; only the message id found at a number does.
 */
import { validate as isId } from 'uuid';
import type { Query } from '../db/query.ts';
import type { Broker, StreamState } from './broker.ts';
import type { Claim, OutboxTable } from './outbox.ts';
import { BATCH } from './publisher.ts';
import { STREAM_AGE_MS } from './streams.ts';

export interface RewindOptions {
  readonly query: Query;
  readonly outbox: OutboxTable;
  readonly broker: Pick<Broker, 'stateOf' | 'messageIdAt'>;
  readonly stream: string;
  /**
   * How many of the last numbers are compared at least: no fewer than the relay has in flight. Between a loss and its
   * discovery the relay publishes at most that many events, so numbers given out twice are among these.
   */
  readonly window: number;
  readonly now: Date;
}

// The broker's clock and ours may differ, and it drops what is too old a little late.
const AGE_MARGIN_MS = 3_600_000;

export interface Rewound {
  /** How many events were put back. */
  readonly lost: number;
  /** The id of the stream's last event when this database does not know it: a backup was restored that is older, or the broker serves somebody else. */
  readonly stranger: string | undefined;
  /** The highest number that the stream had: whatever it takes from now on has a higher one, unless it loses something again. */
  readonly last: number;
}

/** Puts lost events back, durably, before it returns: the next look at the outbox finds them first. */
export async function rewind(options: RewindOptions): Promise<Rewound> {
  const { query, outbox, broker, stream, now } = options;
  const state = await broker.stateOf(stream);
  const kept = new Date(now.getTime() - STREAM_AGE_MS);
  const young = new Date(kept.getTime() + AGE_MARGIN_MS);
  const stranger = await strangerAt(options, state.last);
  const lost =
    (await outbox.publishAgainAfter(query, stream, state.last, kept)) +
    (await outbox.publishAgainBefore(query, stream, state.first, young)) +
    (await outbox.publishAgainAt(query, stream, state.deleted, young)) +
    (await compareIds(options, state));
  return { lost, stranger, last: state.last };
}

/**
 * What has its place is found at once; what was on its way is looked through only for an event that has none. It may get its place meanwhile, so places are looked at once more.
 * Several events may claim the last number: those that were lost there do so until they are put back.
 */
async function strangerAt({ query, outbox, broker, stream, window }: RewindOptions, last: number): Promise<string | undefined> {
  const id = last > 0 ? await broker.messageIdAt(stream, last) : undefined;
  if (id === undefined) return undefined;
  const isClaimed = async (): Promise<boolean> => (await outbox.claimsUpTo(query, stream, last, window)).some((claim) => claim.id === id);
  // What has no id of ours is nobody's: whoever publishes past the outbox gives none.
  const isKnown = isId(id) && ((await isClaimed()) || (await outbox.isAmongNext(query, id, BATCH)) || (await isClaimed()));
  return isKnown ? undefined : id;
}

/** Walks down from the last number until a whole window of claims is found where it should be. */
async function compareIds({ query, outbox, broker, stream, window }: RewindOptions, { first, last }: StreamState): Promise<number> {
  let lost = 0;
  let top = last;
  while (top >= first) {
    const page = await outbox.claimsUpTo(query, stream, top, window);
    const claims = page.filter(({ stream_seq }) => Number(stream_seq) >= first);
    const wrong = await misplaced(broker, stream, claims);
    lost += await outbox.publishAgain(query, wrong.map(({ seq }) => seq));
    const lowest = page.at(-1);
    if (wrong.length === 0 || !lowest || page.length < window) break;
    // The same number may be claimed on both sides of the page's end.
    top = Number(lowest.stream_seq);
  }
  return lost;
}

async function misplaced(broker: RewindOptions['broker'], stream: string, claims: readonly Claim[]): Promise<Claim[]> {
  const numbers = [...new Set(claims.map(({ stream_seq }) => Number(stream_seq)))];
  const ids = new Map(await Promise.all(numbers.map(async (seq) => [seq, await broker.messageIdAt(stream, seq)] as const)));
  return claims.filter(({ id, stream_seq }) => ids.get(Number(stream_seq)) !== id);
}
