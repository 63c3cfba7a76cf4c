/** The outbox table as the relay sees it: what is to be published, and where in the broker each published event is. */
import type { Query } from '../db/query.ts';

/** An event that waits to be published. */
export interface OutboxRow {
  readonly seq: bigint;
  readonly id: string;
  readonly tenant_id: string;
  readonly key: string;
  readonly type: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

/** Where the broker says that it stored an event. */
export interface Placement {
  readonly seq: bigint;
  readonly stream: string;
  readonly streamSeq: number;
}

/** A published event and its supposed place. */
export interface Claim {
  readonly seq: bigint;
  readonly id: string;
  readonly stream_seq: bigint;
}

/** The table as a port: `query` is the connection of whoever leads, or runs each statement on its own. */
export interface OutboxTable {
  /** The oldest unpublished events, in the order in which they were written. */
  unpublished(query: Query, limit: number): Promise<OutboxRow[]>;
  /** True when something waits to be published. */
  hasUnpublished(query: Query): Promise<boolean>;
  /** True when an event is among the oldest that wait to be published: those that may be on their way. */
  isAmongNext(query: Query, id: string, limit: number): Promise<boolean>;
  /** Notes where events were stored. */
  markPublished(query: Query, placements: readonly Placement[], now: Date | undefined): Promise<void>;
  /** At most `limit` claims at or below a sequence number of the stream, the highest first. */
  claimsUpTo(query: Query, stream: string, streamSeq: number, limit: number): Promise<Claim[]>;
  /** Puts these events back among the unpublished. Gives their number. */
  publishAgain(query: Query, seqs: readonly bigint[]): Promise<number>;
  /** Puts back what claims a number above the stream's last, unless the stream would have dropped it for its age. */
  publishAgainAfter(query: Query, stream: string, lastSeq: number, since: Date): Promise<number>;
  /** Puts back what claims a number below the stream's first but is too young to have been dropped for its age. */
  publishAgainBefore(query: Query, stream: string, firstSeq: number, since: Date): Promise<number>;
  /** Puts back what claims one of these numbers. */
  publishAgainAt(query: Query, stream: string, streamSeqs: readonly number[], since: Date): Promise<number>;
}

const unpublished = (query: Query, limit: number): Promise<OutboxRow[]> =>
  query.run<OutboxRow>(
    `select seq, id, tenant_id, key, type, subject, headers, payload from outbox
     where published_time is null order by seq limit $1`,
    [limit],
  );

async function hasUnpublished(query: Query): Promise<boolean> {
  const rows = await query.run('select 1 from outbox where published_time is null limit 1');
  return rows.length > 0;
}

async function isAmongNext(query: Query, id: string, limit: number): Promise<boolean> {
  const rows = await query.run('select 1 from (select id from outbox where published_time is null order by seq limit $2) next where id = $1', [id, limit]);
  return rows.length > 0;
}

async function markPublished(query: Query, placements: readonly Placement[], now: Date | undefined): Promise<void> {
  if (placements.length === 0) return;
  // Without waiting for the disk: what a crash of the database takes back is published once more. A join alone is done by going through
  // all events there are, as long as its plan is from when there were few.
  await query.run(
    `update outbox set published_time = coalesce($4, clock_timestamp()), stream = p.stream, stream_seq = p.stream_seq
     from unnest($1::bigint[], $2::text[], $3::bigint[]) as p (seq, stream, stream_seq), (select set_config('synchronous_commit', 'off', true)) as soon
     where outbox.seq = p.seq and outbox.seq = any($1::bigint[])`,
    [placements.map(({ seq }) => seq), placements.map(({ stream }) => stream), placements.map(({ streamSeq }) => streamSeq), now ?? null],
  );
}

const claimsUpTo = (query: Query, stream: string, streamSeq: number, limit: number): Promise<Claim[]> =>
  query.run<Claim>(
    'select seq, id, stream_seq from outbox where stream = $1 and stream_seq <= $2 order by stream_seq desc limit $3',
    [stream, streamSeq, limit],
  );

const AGAIN = 'update outbox set published_time = null, stream = null, stream_seq = null';

async function publishAgain(query: Query, seqs: readonly bigint[]): Promise<number> {
  if (seqs.length === 0) return 0;
  const rows = await query.run(`${AGAIN} where seq = any($1::bigint[]) returning 1`, [seqs]);
  return rows.length;
}

async function publishAgainAfter(query: Query, stream: string, lastSeq: number, since: Date): Promise<number> {
  const rows = await query.run(`${AGAIN} where stream = $1 and stream_seq > $2 and published_time > $3 returning 1`, [stream, lastSeq, since]);
  return rows.length;
}

async function publishAgainBefore(query: Query, stream: string, firstSeq: number, since: Date): Promise<number> {
  // The youngest below the first number tells whether there is any: it saves looking through everything that aged.
  const [youngest] = await query.run<{ published_time: Date }>(
    'select published_time from outbox where stream = $1 and stream_seq < $2 order by stream_seq desc limit 1',
    [stream, firstSeq],
  );
  if (!youngest || youngest.published_time <= since) return 0;
  const rows = await query.run(`${AGAIN} where stream = $1 and stream_seq < $2 and published_time > $3 returning 1`, [stream, firstSeq, since]);
  return rows.length;
}

async function publishAgainAt(query: Query, stream: string, streamSeqs: readonly number[], since: Date): Promise<number> {
  if (streamSeqs.length === 0) return 0;
  const rows = await query.run(`${AGAIN} where stream = $1 and stream_seq = any($2::bigint[]) and published_time > $3 returning 1`, [
    stream,
    streamSeqs,
    since,
  ]);
  return rows.length;
}

/** The outbox in Postgres. */
export const postgresOutbox: OutboxTable = {
  unpublished, hasUnpublished, isAmongNext, markPublished, claimsUpTo, publishAgain, publishAgainAfter, publishAgainBefore, publishAgainAt,
};
