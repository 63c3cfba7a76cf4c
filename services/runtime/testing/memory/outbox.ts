/** The outbox in memory, as the relay sees it. */
import type { OutboxTable } from '../../events/outbox.ts';
import { run } from './connection.ts';
import { change, see } from './rows.ts';
import { rowsOf, type OutboxValue, type RuntimeRows } from './runtime-rows.ts';
import type { Steps, Transaction } from './transaction.ts';

const bySeq = (a: OutboxValue, b: OutboxValue): number => (a.seq < b.seq ? -1 : 1);

/** What waits to be published; rows that no longer do leave the set. */
function waiting(tx: Transaction, { waiting: rows }: RuntimeRows): OutboxValue[] {
  const found: OutboxValue[] = [];
  for (const row of rows) {
    const value = see(tx, row);
    if (value && !value.published) found.push(value);
    else if (!row.dirty) rows.delete(row);
  }
  return found.sort(bySeq);
}

/** Puts back what fits. Gives the number. */
function* putBack(tx: Transaction, rows: RuntimeRows, fits: (value: OutboxValue) => boolean): Steps<number> {
  let count = 0;
  for (const row of rows.outbox.rows.values()) {
    const value = see(tx, row);
    if (!value || !fits(value)) continue;
    rows.waiting.add(row);
    const back = yield* change(tx, row, (now) => (fits(now) ? { ...now, published: undefined, stream: undefined, streamSeq: undefined } : now));
    if (back) count += 1;
  }
  return count;
}

const claims = (value: OutboxValue, stream: string, fits: (streamSeq: number) => boolean): boolean =>
  value.stream === stream && value.streamSeq !== undefined && fits(value.streamSeq);

/** Claims on a stream, the highest number first. */
const claimsOn = (tx: Transaction, { outbox }: RuntimeRows, stream: string, fits: (streamSeq: number) => boolean): OutboxValue[] =>
  [...outbox.rows.values()]
    .flatMap((row) => see(tx, row) ?? [])
    .filter((value) => claims(value, stream, fits))
    .sort((a, b) => (b.streamSeq ?? 0) - (a.streamSeq ?? 0));

const isYoung = ({ published }: OutboxValue, since: Date): boolean => published !== undefined && published > since;

/** The outbox on the memory server. */
export const memoryOutbox: OutboxTable = {
  unpublished: (query, limit) =>
    run(query, 'outbox.unpublished', (tx, server) =>
      waiting(tx, rowsOf(server))
        .slice(0, limit)
        .map(({ seq, id, tenantId, key, type, subject, headers, payload }) => ({ seq, id, tenant_id: tenantId, key, type, subject, headers, payload })),
    ),
  hasUnpublished: (query) => run(query, 'outbox.hasUnpublished', (tx, server) => waiting(tx, rowsOf(server)).length > 0),
  isAmongNext: (query, id, limit) => run(query, 'outbox.isAmongNext', (tx, server) => waiting(tx, rowsOf(server)).slice(0, limit).some((value) => value.id === id)),
  async markPublished(query, placements, now) {
    if (placements.length === 0) return;
    await run(query, 'outbox.mark', function* (tx, server): Steps<void> {
      const rows = rowsOf(server);
      const published = now ?? new Date(tx.clock.now());
      for (const { seq, stream, streamSeq } of placements) {
        yield* change(tx, rows.outbox.rows.get(String(seq)), (value) => ({ ...value, published, stream, streamSeq }));
      }
    });
  },
  claimsUpTo: (query, stream, streamSeq, limit) =>
    run(query, 'outbox.claims', (tx, server) =>
      claimsOn(tx, rowsOf(server), stream, (seq) => seq <= streamSeq)
        .slice(0, limit)
        .map((value) => ({ seq: value.seq, id: value.id, stream_seq: BigInt(value.streamSeq ?? 0) })),
    ),
  async publishAgain(query, seqs) {
    if (seqs.length === 0) return 0;
    const wanted = new Set(seqs);
    return run(query, 'outbox.again', (tx, server) => putBack(tx, rowsOf(server), ({ seq }) => wanted.has(seq)));
  },
  publishAgainAfter: (query, stream, lastSeq, since) =>
    run(query, 'outbox.againAfter', (tx, server) =>
      putBack(tx, rowsOf(server), (value) => claims(value, stream, (seq) => seq > lastSeq) && isYoung(value, since)),
    ),
  publishAgainBefore: (query, stream, firstSeq, since) =>
    run(query, 'outbox.againBefore', function* (tx, server): Steps<number> {
      const rows = rowsOf(server);
      const [youngest] = claimsOn(tx, rows, stream, (seq) => seq < firstSeq);
      if (!youngest || !isYoung(youngest, since)) return 0;
      return yield* putBack(tx, rows, (value) => claims(value, stream, (seq) => seq < firstSeq) && isYoung(value, since));
    }),
  async publishAgainAt(query, stream, streamSeqs, since) {
    if (streamSeqs.length === 0) return 0;
    const wanted = new Set(streamSeqs);
    return run(query, 'outbox.againAt', (tx, server) =>
      putBack(tx, rowsOf(server), (value) => claims(value, stream, (seq) => wanted.has(seq)) && isYoung(value, since)),
    );
  },
};
