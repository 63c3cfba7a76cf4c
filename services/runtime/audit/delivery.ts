/** Hands what was spooled on until it is taken: one batch at a time, the same one until then. What comes meanwhile is counted in the spool. */
import { every, type Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Spool, SpooledFact } from './spool.ts';

export interface DeliveryOptions {
  readonly spool: Spool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hands facts on; a batch that it failed to hand on comes again, so each fact has an id to be known by. */
  readonly deliver: (facts: readonly SpooledFact[]) => Promise<void>;
}

const TICK_MS = 1_000;
/** Between tries when nobody takes anything for longer. */
const LONGEST_WAIT_MS = 30_000;

/** Looks into the spool every second, less often while nobody takes what is in it, and once more at the end. */
export function startDelivery({ spool, clock, logger, deliver }: DeliveryOptions): AsyncDisposable {
  let batch: readonly SpooledFact[] = [];
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let failures = 0;
  let notBefore = -Infinity;

  async function handOn(how?: 'all'): Promise<void> {
    busy = true;
    try {
      if (batch.length === 0) batch = spool.take(how);
      if (batch.length > 0) await deliver(batch);
      batch = [];
      failures = 0;
    } catch (error) {
      failures += 1;
      notBefore = clock.monotonic() + Math.min(TICK_MS * 2 ** failures, LONGEST_WAIT_MS) - TICK_MS;
      logger.warn({ err: error, facts: batch.length }, 'facts for the audit log could not be handed on; they are tried again');
    } finally {
      busy = false;
    }
  }

  const timer = every(clock, TICK_MS, () => {
    if (!busy && clock.monotonic() >= notBefore && (batch.length > 0 || !spool.isEmpty)) running = handOn();
  });
  return {
    async [Symbol.asyncDispose]() {
      timer[Symbol.dispose]();
      await running;
      await handOn();
      await handOn('all');
      if (batch.length > 0) logger.error({ facts: batch.length }, 'facts for the audit log are lost');
    },
  };
}
