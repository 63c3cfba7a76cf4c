/** Ends the network that specs share when the run is over. */
import { stopSharedNetwork } from './network.ts';

export const mochaHooks = { afterAll: stopSharedNetwork };
