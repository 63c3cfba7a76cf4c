/**
 * Carries out effects and reminders that are due: leased by one worker at a time, made outside any transaction,
 * their outcome delivered as a turn that removes the row. A worker that dies is followed by another when its lease ends.
 */
import type { Tracer } from '@opentelemetry/api';
import type { Actor } from '../actor/actor.ts';
import type { Mailbox } from '../actor/mailbox.ts';
import { every, systemClock, type Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { isTransient } from '../db/faults.ts';
import type { Logger } from '../logger.ts';
import type { AttemptOutcome } from '../telemetry/figures.ts';
import { quietly } from '../telemetry/quiet.ts';
import { carryOut, DEFAULT_TIMEOUT_MS } from './carry-out.ts';
import { postgresEffects, type EffectRow, type EffectTable } from './table.ts';
import type { EffectRunner } from './types.ts';

export interface EffectWorkerOptions {
  readonly service: string;
  readonly actors: readonly Actor[];
  readonly runners: readonly EffectRunner[];
  readonly mailbox: Mailbox;
  readonly database: Database;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** Replaces the database's clock in tests and simulation. */
  readonly now?: () => Date;
  /** This process's clock, for waiting; the machine's by default. */
  readonly clock?: Clock;
  /** Chance in the waiting times between attempts, in [0, 1); replaced in simulation. */
  readonly random?: () => number;
  /** The runtime's tables; those in Postgres by default. */
  readonly tables?: { readonly effects: EffectTable };
  /** Counts what came of attempts, for the metrics. */
  readonly count?: (outcome: AttemptOutcome) => void;
  /** How often to look for due work when nobody wakes the worker; 1,000 ms by default. */
  readonly pollMs?: number;
  /** Effects at a time; 8 by default. */
  readonly concurrency?: number;
}

export interface EffectWorker extends AsyncDisposable {
  /** Looks for due work now. */
  wake(): void;
}

/** What calls under way get to finish when the worker stops. */
const GRACE_MS = 3_000;

/** Starts the worker; disposing it waits for what is running, and after 3 s interrupts it for another worker to begin anew. */
export function startEffectWorker(options: EffectWorkerOptions): EffectWorker {
  const { concurrency = 8, pollMs = 1_000, logger, clock = systemClock, tables = { effects: postgresEffects } } = options;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let looking: Promise<void> | undefined;
  let again = false;
  let closed = false;

  function look(): void {
    again = true;
    if (!closed) looking ??= leaseAndStart().finally(() => (looking = undefined));
  }

  async function leaseAndStart(): Promise<void> {
    try {
      do {
        again = false;
        const free = concurrency - running.size;
        const rows = free > 0 ? await quietly(() => tables.effects.leaseDue(options.database.relay, free, leaseMs(options.runners), options.now?.())) : [];
        for (const row of rows) start(row);
        if (rows.length === free && free > 0) again = true;
      } while (again && running.size < concurrency && !closed);
    } catch (error) {
      if (!isTransient(error)) logger.error({ err: error }, 'looking for due effects failed');
    }
  }

  function start(row: EffectRow): void {
    const work: Promise<void> = carryOut(options, row, stopping.signal)
      .catch((error: unknown) => logger.error({ err: error, effect: row.name, id: row.id }, 'an effect could not be concluded'))
      .finally(() => {
        running.delete(work);
        look();
      });
    running.add(work);
  }

  const timer = every(clock, pollMs, look);
  look();
  return {
    wake: look,
    async [Symbol.asyncDispose]() {
      closed = true;
      timer[Symbol.dispose]();
      // What a look under way still leases is carried out too: nobody else may until the lease ends.
      await looking;
      const grace = clock.after(GRACE_MS, () => stopping.abort());
      await Promise.allSettled(running);
      grace[Symbol.dispose]();
    },
  };
}

/** A lease outlives the longest attempt, so that two workers never make the same call at once. */
const leaseMs = (runners: readonly EffectRunner[]): number =>
  Math.max(DEFAULT_TIMEOUT_MS, ...runners.map(({ timeoutMs }) => timeoutMs ?? 0)) + 20_000;
