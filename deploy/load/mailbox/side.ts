/** A mailbox of booking on the benchmark's database, and callers who keep it busy. */
import { trace } from '@opentelemetry/api';
import { createMailbox, type Mailbox } from '../../../services/runtime/actor/mailbox.ts';
import { openDatabase } from '../../../services/runtime/db/database.ts';
import { createLogger } from '../../../services/runtime/logger.ts';
import type { MailboxDatabase } from './mailbox-database.ts';
import type { Source } from './sources.ts';
import { benchActor } from './workload.ts';

export interface SideOptions {
  readonly maxBatch?: number;
  /** Connections, and as many batches at a time. */
  readonly connections?: number;
}

export interface Side extends AsyncDisposable {
  readonly mailbox: Mailbox;
}

export async function openSide({ appUrl, relayUrl }: MailboxDatabase, { maxBatch, connections }: SideOptions = {}): Promise<Side> {
  const tracer = trace.getTracer('bench');
  const stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase({ url: appUrl, relayUrl, entities: [], tracer, ...(connections && { poolSize: connections }) }));
  const mailbox = stack.use(
    createMailbox({
      service: 'booking', actors: [benchActor], database, tracer, logger: createLogger({ service: 'bench', level: 'error' }),
      ...(maxBatch && { maxBatch }),
      ...(connections && { maxInFlight: connections }),
    }),
  );
  return { mailbox, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Keeps callers busy for a while, each waiting for its answer before it asks again; gives the milliseconds of each turn. */
export async function drive(mailbox: Mailbox, next: Source, callers: number, ms: number): Promise<{ readonly rate: number; readonly times: readonly number[] }> {
  const started = performance.now();
  const times: number[] = [];
  const caller = async (): Promise<void> => {
    for (let begin = performance.now(); begin - started < ms; begin = performance.now()) {
      await mailbox.submit(next());
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { rate: times.length / ((performance.now() - started) / 1000), times };
}
