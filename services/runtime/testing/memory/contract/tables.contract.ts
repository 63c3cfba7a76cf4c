/** What the runtime and its services rely on in a database; every adapter has to pass it. */
import { consumersContract } from './consumers.contract.ts';
import { effectsContract } from './effects.contract.ts';
import { relayContract } from './relay.contract.ts';
import type { OpenStand } from './stand.ts';
import { storesContract } from './stores.contract.ts';
import { transactionsContract } from './transactions.contract.ts';

/** Declares the tests; `open` gives an empty database each time. */
export function tablesContract(open: OpenStand): void {
  transactionsContract(open);
  relayContract(open);
  effectsContract(open);
  consumersContract(open);
  storesContract(open);
}
