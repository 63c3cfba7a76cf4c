/** One network for all specs that do not break it; it stops after the last of them. */
import { startNetwork, type Network } from './network.ts';

let shared: Promise<Network> | undefined;

/** Starts it for the first spec that asks. */
export const sharedNetwork = (): Promise<Network> => (shared ??= startNetwork());

// Outside any suite: a root hook.
after(async function () {
  this.timeout(60_000);
  await (await shared)?.[Symbol.asyncDispose]();
});
