/** Dead letters: events that a consumer could not take, kept as rows until an operator sends them on their way again. */
import { validate } from 'uuid';
import type { Database } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { Failure, notFound } from '../errors.ts';
import { derivedId, newId as randomId, type NewId, PLATFORM_TENANT } from '../ids.ts';
import { MalformedEvent, readEnvelope, type EventHeaders } from './envelope.ts';
import type { Outcome, Reactor } from './reactor.ts';

/** A message as it came. */
export interface RawEvent {
  readonly subject: string;
  readonly headers: EventHeaders;
  readonly payload: Uint8Array;
  /** Its place in the stream, for messages that carry no id. */
  readonly place: string;
}

/** A dead letter as an operator sees it. */
export interface DeadLetter {
  readonly id: string;
  readonly tenantId: string;
  /** `<stream>.<consumer>`. */
  readonly consumer: string;
  readonly eventId: string;
  /** CloudEvents type, or empty when the message had none. */
  readonly type: string;
  readonly subject: string;
  readonly error: string;
  readonly attempts: number;
  readonly createdTime: Date;
  readonly replayedTime: Date | undefined;
}

export interface DeadLetterFilter {
  /** Only those of a tenant. */
  readonly tenantId?: string;
  /** Also those that were replayed. */
  readonly replayed?: boolean;
  /** Continues after the last one of the page before, newest first. */
  readonly before?: string;
  /** 100 by default, 1,000 at most. */
  readonly limit?: number;
}

export interface DeadLetters {
  list(filter?: DeadLetterFilter): Promise<DeadLetter[]>;
  /**
   * Runs the reaction again, whatever came after the event meanwhile. Throws `NOT_FOUND`, `FAILED_PRECONDITION` for an
   * event that nobody can read, or what kept it from running; then the letter stays.
   */
  replay(id: string): Promise<Outcome>;
}

/** A dead letter as it is stored. */
export interface LetterRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly consumer: string;
  readonly event_id: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
  readonly error: string;
  readonly attempts: number;
  readonly created_time: Date;
  readonly replayed_time: Date | null;
}

/** A dead letter to be kept. */
export type NewLetter = Omit<LetterRow, 'created_time' | 'replayed_time'>;

/** Which letters to list; see `DeadLetterFilter`. */
export interface LetterPage {
  readonly tenantId: string | undefined;
  readonly replayed: boolean;
  readonly before: string | undefined;
  readonly limit: number;
}

/** The table as a port: `query` is a transaction, or runs each statement on its own. */
export interface DeadLetterTable {
  /** Keeps an event; one that a consumer has buried before is a dead letter again, with its attempts added. */
  bury(query: Query, letter: NewLetter): Promise<void>;
  /** Newest first, without payloads. */
  list(query: Query, page: LetterPage): Promise<Omit<LetterRow, 'payload'>[]>;
  find(query: Query, id: string): Promise<LetterRow | undefined>;
  markReplayed(query: Query, id: string): Promise<void>;
}

/** Dead letters in Postgres. */
export const postgresDeadLetters: DeadLetterTable = {
  async bury(query, { id, tenant_id, consumer, event_id, subject, headers, payload, error, attempts }) {
    await query.run(
      `insert into dead_letter (id, tenant_id, consumer, event_id, subject, headers, payload, error, attempts, created_time)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
       on conflict (consumer, event_id) do update set error = excluded.error, attempts = dead_letter.attempts + excluded.attempts, replayed_time = null`,
      [id, tenant_id, consumer, event_id, subject, JSON.stringify(headers), Buffer.from(payload), error, attempts],
    );
  },
  list: (query, { tenantId, replayed, before, limit }) =>
    query.run<Omit<LetterRow, 'payload'>>(
      `select id, tenant_id, consumer, event_id, subject, headers, error, attempts, created_time, replayed_time from dead_letter
       where ($1::uuid is null or tenant_id = $1) and ($2 or replayed_time is null) and ($3::uuid is null or id < $3)
       order by id desc limit $4`,
      [tenantId ?? null, replayed, before ?? null, limit],
    ),
  async find(query, id) {
    const [row] = await query.run<LetterRow>('select * from dead_letter where id = $1', [id]);
    return row;
  },
  async markReplayed(query, id) {
    await query.run('update dead_letter set replayed_time = clock_timestamp() where id = $1', [id]);
  },
};

/** Forgets at most `most` letters that were replayed before; those that wait for somebody stay for ever. Gives their number. */
export async function forgetReplayed(query: Query, before: Date, most: number): Promise<number> {
  const rows = await query.run('delete from dead_letter where id in (select id from dead_letter where replayed_time < $1 limit $2) returning 1', [before, most]);
  return rows.length;
}

/** Keeps an event in `query`'s transaction; one that comes back after a replay is a dead letter again. */
export async function bury(table: DeadLetterTable, query: Query, consumer: string, event: RawEvent, error: Error, attempts: number, newId: NewId = randomId): Promise<void> {
  const { 'ce-id': id = '', 'ce-tenantid': tenantId = '' } = event.headers;
  await table.bury(query, {
    id: newId(),
    // A message that names no tenant belongs to none of them.
    tenant_id: validate(tenantId) ? tenantId : PLATFORM_TENANT,
    consumer,
    event_id: validate(id) ? id : derivedId('malformed event', event.place),
    subject: event.subject,
    headers: event.headers,
    payload: event.payload,
    error: `${error.name}: ${error.message}`,
    attempts,
  });
}

/** The dead letters of a service's consumers. */
export function createDeadLetters(table: DeadLetterTable, { relay }: Pick<Database, 'relay'>, reactor: Reactor): DeadLetters {
  return {
    async list({ tenantId, replayed = false, before, limit = 100 } = {}) {
      const rows = await table.list(relay, { tenantId, replayed, before, limit: Math.min(limit, 1_000) });
      return rows.map(toDeadLetter);
    },
    async replay(id) {
      const row = await table.find(relay, id);
      if (!row) throw notFound('dead letter', id);
      const outcome = await replayRow(reactor, row);
      await table.markReplayed(relay, id);
      return outcome;
    },
  };
}

async function replayRow(reactor: Reactor, row: LetterRow): Promise<Outcome> {
  try {
    return await reactor.react(readEnvelope(row.headers, row.subject), row.payload);
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    throw new Failure({
      code: 'FAILED_PRECONDITION',
      reason: 'EVENT_UNREADABLE',
      message: `The event cannot be read: ${error.message}. Deploy a version that can, then replay it.`,
      cause: error,
    });
  }
}

const toDeadLetter = (row: Omit<LetterRow, 'payload'>): DeadLetter => ({
  id: row.id,
  tenantId: row.tenant_id,
  consumer: row.consumer,
  eventId: row.event_id,
  type: row.headers['ce-type'] ?? '',
  subject: row.subject,
  error: row.error,
  attempts: row.attempts,
  createdTime: row.created_time,
  replayedTime: row.replayed_time ?? undefined,
});
