/** One network for all specs that do not break it; it stops after the last of them. */
import { startNetwork, type Network } from './network.ts';

let shared: Promise<Network> | undefined;

/** Starts it for the first spec that asks. Nobody has to wait to be erased. */
export const sharedNetwork = (): Promise<Network> => (shared ??= startNetwork({ env: { ERASURE_GRACE: '0s' } }));

// Outside any suite: a root hook.
after(async function () {
  this.timeout(60_000);
  await (await shared)?.[Symbol.asyncDispose]();
});
