/** The request log: a command's reply, stored in its own transaction, answers every repeat of the same request id. */
import { Failure, reject } from '../errors.ts';
import type { Query } from '../db/query.ts';
import type { Answer, Submission } from './submission.ts';
import { WriteConflict } from './types.ts';

interface LogRow {
  tenant_id: string;
  principal: string;
  method: string;
  request_id: string;
  body_hash: Uint8Array;
  reply: Uint8Array;
}

/** A reply to store. */
export interface LogRecord {
  readonly submission: Submission;
  readonly reply: Uint8Array;
}

const scopeOf = ({ caller, method, requestId }: Submission): string =>
  [caller.tenantId, caller.subject, method, requestId].join('\n');

const scopeOfRow = (row: LogRow): string => [row.tenant_id, row.principal, row.method, row.request_id].join('\n');

/** Replies known for some of these submissions: those stored, and with `remember` those of this batch. */
export interface RequestLog {
  /** The stored answer; throws `INVALID_ARGUMENT` when the same id came with another body. */
  find(submission: Submission): Answer | undefined;
  remember(submission: Submission, reply: Uint8Array): void;
}

/** Looks the submissions up in one statement. */
export async function readRequestLog(query: Query, submissions: readonly Submission[]): Promise<RequestLog> {
  const asked = submissions.filter(({ requestId }) => requestId !== undefined);
  const rows =
    asked.length === 0
      ? []
      : await query.run<LogRow>(
          `select tenant_id, principal, method, request_id, body_hash, reply from request_log
           where tenant_id = any($1::uuid[]) and request_id = any($2::text[])`,
          [asked.map(({ caller }) => caller.tenantId), asked.map(({ requestId }) => requestId)],
        );
  const known = new Map(rows.map((row) => [scopeOfRow(row), { hash: row.body_hash, reply: row.reply }]));
  return {
    find(submission) {
      const entry = submission.requestId === undefined ? undefined : known.get(scopeOf(submission));
      if (!entry) return undefined;
      if (Buffer.compare(entry.hash, submission.bodyHash ?? new Uint8Array()) !== 0) throw reused();
      return { reply: entry.reply, replayed: true };
    },
    remember(submission, reply) {
      if (submission.requestId !== undefined) known.set(scopeOf(submission), { hash: submission.bodyHash ?? new Uint8Array(), reply });
    },
  };
}

const reused = (): Failure =>
  new Failure({
    code: 'INVALID_ARGUMENT',
    reason: 'REQUEST_ID_REUSED',
    message: 'This request id was used for another request. Use a new id for a new request.',
    violations: [{ field: 'request_id', description: 'was used with another body' }],
  });

/** Stores replies. A scope that exists already means that another replica was faster: the batch starts over and finds it. */
export async function saveReplies(query: Query, records: readonly LogRecord[], now: Date): Promise<void> {
  if (records.length === 0) return;
  const written = await query.run(
    `insert into request_log (tenant_id, principal, method, request_id, body_hash, reply, created_time)
     select *, $7::timestamptz from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
     on conflict do nothing returning 1`,
    [
      records.map(({ submission }) => submission.caller.tenantId),
      records.map(({ submission }) => submission.caller.subject),
      records.map(({ submission }) => submission.method),
      records.map(({ submission }) => submission.requestId),
      records.map(({ submission }) => Buffer.from(submission.bodyHash ?? new Uint8Array())),
      records.map(({ reply }) => Buffer.from(reply)),
      now,
    ],
  );
  if (written.length < records.length) throw new RepliedElsewhere();
}

/** Another replica stored the reply of the same request between our look and our write. */
export class RepliedElsewhere extends WriteConflict {
  constructor() {
    super(reject('REQUEST_IN_FLIGHT', 'The same request is being worked on; try again.', { code: 'ABORTED' }));
  }
}
