/** The request log: a command's reply, stored in its own transaction, answers every repeat of the same request id. */
import { Failure, reject } from '../errors.ts';
import type { Query } from '../db/query.ts';
import type { Answer, Submission } from './submission.ts';
import { WriteConflict } from './types.ts';

/** What makes a request one: its tenant, who asks, for what, under which id. */
export interface RequestScope {
  readonly tenantId: string;
  readonly principal: string;
  readonly method: string;
  readonly requestId: string;
}

/** A stored reply. */
export interface LogEntry extends RequestScope {
  readonly bodyHash: Uint8Array;
  readonly reply: Uint8Array;
}

/** A reply to store. */
export interface LogRecord {
  readonly submission: Submission;
  readonly reply: Uint8Array;
}

/** The table of replies, as a port. */
export interface RequestLogTable {
  /** The replies stored for these requests; others of the same tenants and ids may be among them. */
  find(query: Query, requests: readonly RequestScope[]): Promise<LogEntry[]>;
  /** Stores replies, without those whose scope has one. Gives how many were stored. */
  save(query: Query, entries: readonly LogEntry[], now: Date): Promise<number>;
}

interface LogRow {
  tenant_id: string;
  principal: string;
  method: string;
  request_id: string;
  body_hash: Uint8Array;
  reply: Uint8Array;
}

// As in migration 0002.
const PARTITION_MS = 10 * 86_400_000;
// Much longer than a transaction may take.
const NEAR_MS = 3_600_000;

/** When the partition after this time's begins, if a transaction with this time may still be under way by then. */
function nearBoundary(now: Date): Date | undefined {
  const next = (Math.floor(now.getTime() / PARTITION_MS) + 1) * PARTITION_MS;
  return next - now.getTime() <= NEAR_MS ? new Date(next) : undefined;
}

/** The request log in Postgres. */
export const postgresRequestLog: RequestLogTable = {
  async find(query, requests) {
    const rows = await query.run<LogRow>(
      `select tenant_id, principal, method, request_id, body_hash, reply from request_log
       where tenant_id = any($1::uuid[]) and request_id = any($2::text[])`,
      [[...new Set(requests.map(({ tenantId }) => tenantId))], requests.map(({ requestId }) => requestId)],
    );
    return rows.map((row) => ({
      tenantId: row.tenant_id, principal: row.principal, method: row.method, requestId: row.request_id, bodyHash: row.body_hash, reply: row.reply,
    }));
  },
  async save(query, entries, now) {
    const stored = await insert(query, entries, now);
    const boundary = nearBoundary(now);
    // Each partition refuses a second reply by itself. A replica that runs the same request just after the boundary meets this one there.
    return boundary && stored === entries.length ? insert(query, entries, boundary) : stored;
  },
};

async function insert(query: Query, entries: readonly LogEntry[], time: Date): Promise<number> {
  const written = await query.run(
    `insert into request_log (tenant_id, principal, method, request_id, body_hash, reply, created_time)
     select *, $7::timestamptz from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
     on conflict do nothing returning 1`,
    [
      entries.map(({ tenantId }) => tenantId),
      entries.map(({ principal }) => principal),
      entries.map(({ method }) => method),
      entries.map(({ requestId }) => requestId),
      entries.map(({ bodyHash }) => bodyHash),
      entries.map(({ reply }) => reply),
      time,
    ],
  );
  return written.length;
}

function scopeOf({ caller, method, requestId }: Submission): RequestScope | undefined {
  return requestId === undefined ? undefined : { tenantId: caller.tenantId, principal: caller.subject, method, requestId };
}

const nameOf = ({ tenantId, principal, method, requestId }: RequestScope): string => [tenantId, principal, method, requestId].join('\n');

/** Replies known for some of these submissions: those stored, and with `remember` those of this batch. */
export interface RequestLog {
  /** The stored answer; throws `INVALID_ARGUMENT` when the same id came with another body. */
  find(submission: Submission): Answer | undefined;
  remember(submission: Submission, reply: Uint8Array): void;
}

/** Looks the submissions up in one statement. */
export async function readRequestLog(table: RequestLogTable, query: Query, submissions: readonly Submission[]): Promise<RequestLog> {
  const asked = submissions.flatMap((submission) => scopeOf(submission) ?? []);
  const entries = asked.length === 0 ? [] : await table.find(query, asked);
  const known = new Map(entries.map((entry) => [nameOf(entry), { hash: entry.bodyHash, reply: entry.reply }]));
  return {
    find(submission) {
      const scope = scopeOf(submission);
      const entry = scope && known.get(nameOf(scope));
      if (!entry) return undefined;
      checkSameBody(entry.hash, submission.bodyHash);
      return { reply: entry.reply, replayed: true };
    },
    remember(submission, reply) {
      const scope = scopeOf(submission);
      if (scope) known.set(nameOf(scope), { hash: submission.bodyHash ?? new Uint8Array(), reply });
    },
  };
}

/** Throws `INVALID_ARGUMENT` when a known request id came with another body. */
export function checkSameBody(known: Uint8Array, given: Uint8Array = new Uint8Array()): void {
  if (Buffer.compare(known, given) !== 0) throw reused();
}

const reused = (): Failure =>
  new Failure({
    code: 'INVALID_ARGUMENT',
    reason: 'REQUEST_ID_REUSED',
    message: 'This request id was used for another request. Use a new id for a new request.',
    violations: [{ field: 'request_id', description: 'was used with another body' }],
  });

/** Stores replies. A scope that exists already means that another replica was faster: the batch starts over and finds it. */
export async function saveReplies(table: RequestLogTable, query: Query, records: readonly LogRecord[], now: Date): Promise<void> {
  const entries = records.flatMap(({ submission, reply }): LogEntry | [] => {
    const scope = scopeOf(submission);
    return scope ? { ...scope, bodyHash: submission.bodyHash ?? new Uint8Array(), reply } : [];
  });
  if (entries.length === 0) return;
  if ((await table.save(query, entries, now)) < entries.length) throw new RepliedElsewhere();
}

/** Another replica stored the reply of the same request between our look and our write. */
export class RepliedElsewhere extends WriteConflict {
  constructor() {
    super(reject('REQUEST_IN_FLIGHT', 'The same request is being worked on; try again.', { code: 'ABORTED' }));
  }
}
