/** Servers and services of ours are started again when they die; the others wait meanwhile. One that keeps dying ends everything with one line. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Restartable } from './restartable.ts';
import { explainError, StartFailure } from './start-failure.ts';

export interface Patience {
  /** More deaths than this within the window end everything. */
  readonly attempts: number;
  readonly windowMs: number;
  /** Before the second start and those after it; the first comes at once. */
  readonly pauseMs: number;
}

const PATIENCE: Patience = { attempts: 5, windowMs: 60_000, pauseMs: 1_000 };
const FIRST_PAUSE_MS = 50;

/** Resolves with the reason to stop everything, or never. `stopping` ends the watch. */
export async function superviseServer(
  name: string,
  server: Restartable,
  report: (line: string) => void,
  stopping: AbortSignal,
  patience = PATIENCE,
): Promise<StartFailure> {
  let deaths: number[] = [];
  for (;;) {
    let reason = await server.died();
    for (;;) {
      deaths = [...deaths.filter((time) => time > Date.now() - patience.windowMs), Date.now()];
      if (deaths.length > patience.attempts) return new StartFailure(`${reason.message} It does not stay up.`);
      if (deaths.length === 1) report(`${reason.message}\n${name} is started again; calls that need it answer UNAVAILABLE meanwhile.`);
      await delay(deaths.length === 1 ? Math.min(FIRST_PAUSE_MS, patience.pauseMs) : patience.pauseMs);
      if (stopping.aborted) return reason;
      try {
        await server.start();
        report(`${name} runs again.`);
        break;
      } catch (error) {
        const known = explainError(error);
        if (known === undefined) throw error;
        reason = known;
      }
    }
  }
}
