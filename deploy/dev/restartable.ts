/** A server that can be stopped and started again, and tells an end that nobody asked for from one that was. */
import type { GuardedChild } from './guarded-child.ts';
import type { StartFailure } from './start-failure.ts';

export interface Restartable {
  /** Orderly; resolves when it is gone. Nothing happens when it does not run. */
  stop(): Promise<void>;
  /** Starts a stopped or dead server again where it was. */
  start(): Promise<void>;
  /** Resolves, with what its last output explains, when the server ends unasked, also after it was stopped and started on purpose meanwhile. Ask again afterwards. */
  died(): Promise<StartFailure>;
  /** Its process id, as of the last start; absent once it was stopped. */
  pid(): number | undefined;
}

/** Starts it the first time. */
export async function startRestartable(launch: () => Promise<GuardedChild>): Promise<Restartable> {
  let child: GuardedChild | undefined;
  let death = Promise.withResolvers<StartFailure>();
  let dead = false;
  const start = async () => {
    const started = await launch();
    child = started;
    // Who watches already goes on watching the new one.
    if (dead) death = Promise.withResolvers<StartFailure>();
    dead = false;
    void started.exited.then((exit) => {
      if (child !== started) return;
      dead = true;
      death.resolve(started.explain(exit));
    });
  };
  const stop = async () => {
    const running = child;
    child = undefined;
    await running?.stop();
  };
  await start();
  return { start, stop, died: () => death.promise, pid: () => child?.pid };
}
