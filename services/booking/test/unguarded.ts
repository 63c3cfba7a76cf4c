/** Mailboxes of booking on real Postgres that know nothing of each other, with guards taken away from between them and the database. */
import { trace } from '@opentelemetry/api';
import { createMailbox, type Mailbox, type MailboxOptions } from '../../runtime/actor/mailbox.ts';
import { openDatabase, type Database } from '../../runtime/db/database.ts';
import type { Query } from '../../runtime/db/query.ts';
import { createLogger } from '../../runtime/logger.ts';
import { bookingActor } from '../actors/booking.actor.ts';
import { createCheckInTokens } from '../check-in-token.ts';
import { createGlance } from '../db/glance.ts';

/** What becomes of the statements of a mailbox's batches. */
export type Tamper = (query: Query) => Query;

export interface Unguarded {
  readonly files: { readonly appUrl: string; readonly relayUrl: string };
  readonly tamper: Tamper;
  /** The time of all turns. */
  readonly now: Date;
}

/** Opens the database as one process does; each call of the result gives a mailbox of that process. */
export async function openProcess(stack: AsyncDisposableStack, { files, tamper, now }: Unguarded): Promise<(options?: Pick<MailboxOptions, 'maxBatch'>) => Mailbox> {
  const tracer = trace.getTracer('test');
  const database = stack.use(await openDatabase({ ...files, url: files.appUrl, entities: [], tracer }));
  const logger = createLogger({ service: 'test', level: 'fatal' });
  return (options) => stack.use(createMailbox({ service: 'booking', actors: [preparedBookings], tracer, logger, now: () => now, database: tampered(database, tamper), ...options }));
}

const tampered = (database: Database, tamper: Tamper): Database => ({ ...database, write: (tenants, work) => database.write(tenants, (query) => work(tamper(query))) });

const prepared = (): never => {
  throw new TypeError('what a turn needs is prepared');
};

/** Bookings whose turns are submitted as they are, so that nothing is asked of other services. */
export const preparedBookings = bookingActor({ profileOf: prepared, offeringOf: prepared, checkInTokens: createCheckInTokens('test'), glance: createGlance() });

/** Reads anchors without locking them. */
export const withoutLock = (sql: string): string => (/from actor_anchor[^]*for update/.test(sql) ? sql.replace(/for update(\s+skip locked)?/, '') : sql);

/** Everybody waits at their first arrival until `size` have arrived once. */
export function meeting(size: number): () => () => Promise<void> {
  const all = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    let first = true;
    return () => {
      if (first && (arrived += 1) === size) all.resolve();
      first = false;
      return all.promise;
    };
  };
}
