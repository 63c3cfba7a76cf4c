/** Customers of two businesses, at a modest and steady rate, until told to stop; the log is complete when `stop` resolves. */
import { createRandom } from '../../load/random.ts';
import type { Network } from '../../test/network.ts';
import type { CallLog } from './call-log.ts';
import { type Customer, registerCustomer } from './customer.ts';
import type { Market } from './market.ts';

export interface LoadOptions {
  readonly network: Network;
  readonly url: string;
  readonly markets: readonly Market[];
  readonly log: CallLog;
  readonly seed: number;
  /** Between the journeys of a customer, on average. */
  readonly pauseMs: number;
  /** For each business; 6 by default. */
  readonly customers?: number;
}

export interface Load {
  readonly customers: readonly Customer[];
  /** Lets every call that is under way end. */
  stop(): Promise<void>;
}

export async function startLoad({ markets, seed, customers: count = 6, ...shared }: LoadOptions): Promise<Load> {
  const ending = new AbortController();
  const customers: Customer[] = [];
  for (const market of markets) {
    for (let index = 0; index < count; index += 1) {
      const random = createRandom(seed + customers.length);
      customers.push(await registerCustomer({ ...shared, market, random, signal: ending.signal }, `customer-${customers.length}`));
    }
  }
  const living = Promise.all(customers.map((customer) => customer.live()));
  return {
    customers,
    async stop() {
      ending.abort();
      await living;
    },
  };
}
