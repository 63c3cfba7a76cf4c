/** Our own servers are started again when they die; the services wait meanwhile. One that keeps dying ends everything with one line. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Restartable } from './restartable.ts';
import { explainError, StartFailure } from './start-failure.ts';

const PATIENCE = { attempts: 5, windowMs: 60_000, pauseMs: 1_000 };

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
      await delay(patience.pauseMs);
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
