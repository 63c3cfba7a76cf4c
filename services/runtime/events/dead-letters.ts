/** Dead letters: events that a consumer could not take, kept as rows until an operator sends them on their way again. */
import { validate } from 'uuid';
import type { Database } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { Failure, notFound } from '../errors.ts';
import { derivedId, newId } from '../ids.ts';
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

interface LetterRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly consumer: string;
  readonly event_id: string;
  readonly subject: string;
  readonly headers: Record<string, string>;
  readonly payload: Uint8Array;
  readonly error: string;
  readonly attempts: number;
  readonly created_time: Date;
  readonly replayed_time: Date | null;
}

/** The tenant of messages that name none. */
export const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/** Keeps an event in `query`'s transaction; one that comes back after a replay is a dead letter again. */
export async function bury(query: Query, consumer: string, event: RawEvent, error: Error, attempts: number): Promise<void> {
  const { 'ce-id': id = '', 'ce-tenantid': tenantId = '' } = event.headers;
  await query.run(
    `insert into dead_letter (id, tenant_id, consumer, event_id, subject, headers, payload, error, attempts, created_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
     on conflict (consumer, event_id) do update set error = excluded.error, attempts = dead_letter.attempts + excluded.attempts, replayed_time = null`,
    [
      newId(),
      validate(tenantId) ? tenantId : NO_TENANT,
      consumer,
      validate(id) ? id : derivedId('malformed event', event.place),
      event.subject,
      JSON.stringify(event.headers),
      Buffer.from(event.payload),
      `${error.name}: ${error.message}`,
      attempts,
    ],
  );
}

/** The dead letters of a service's consumers. */
export function createDeadLetters(database: Pick<Database, 'relay'>, reactor: Reactor): DeadLetters {
  return {
    async list({ tenantId, replayed = false, before, limit = 100 } = {}) {
      const rows = await database.relay.run<LetterRow>(
        `select id, tenant_id, consumer, event_id, subject, headers, error, attempts, created_time, replayed_time from dead_letter
         where ($1::uuid is null or tenant_id = $1) and ($2 or replayed_time is null) and ($3::uuid is null or id < $3)
         order by id desc limit $4`,
        [tenantId ?? null, replayed, before ?? null, Math.min(limit, 1_000)],
      );
      return rows.map(toDeadLetter);
    },
    async replay(id) {
      const [row] = await database.relay.run<LetterRow>('select * from dead_letter where id = $1', [id]);
      if (!row) throw notFound('dead letter', id);
      const outcome = await replayRow(reactor, row);
      await database.relay.run('update dead_letter set replayed_time = clock_timestamp() where id = $1', [id]);
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

const toDeadLetter = (row: LetterRow): DeadLetter => ({
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
