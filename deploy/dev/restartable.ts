/** A server that can be stopped and started again, and tells an end that nobody asked for from one that was. */
import type { GuardedChild } from './guarded-child.ts';
import type { StartFailure } from './start-failure.ts';

export interface Restartable {
  /** Orderly; resolves when it is gone. Nothing happens when it does not run. */
  stop(): Promise<void>;
  /** Starts a stopped or dead server again where it was. */
  start(): Promise<void>;
  /** Resolves, with what its last output explains, when the server that runs now ends unasked. Ask again after `start`. */
  died(): Promise<StartFailure>;
  /** Its process id, as of the last start; absent once it was stopped. */
  pid(): number | undefined;
}

/** Starts it the first time. */
export async function startRestartable(launch: () => Promise<GuardedChild>): Promise<Restartable> {
  let child: GuardedChild | undefined;
  let death = Promise.withResolvers<StartFailure>();
  const start = async () => {
    const started = await launch();
    child = started;
    death = Promise.withResolvers<StartFailure>();
    const { resolve } = death;
    void started.exited.then((exit) => {
      if (child === started) resolve(started.explain(exit));
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
