/** Berth for browsers: Connect over `fetch`. */
import { Code, ConnectError } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { type Berth, assembleBerth } from './berth.ts';
import { tabLock } from './browser-session.ts';
import type { BerthOptions, TransportSetup } from './options.ts';

export * from './api.ts';
export { localStorageSessions } from './browser-session.ts';

/** A client of Berth for the page. */
export const createBerth = (options: BerthOptions): Berth =>
  assembleBerth(options, { transport: fetchTransport, lock: tabLock });

/** Connect JSON over `fetch`, readable in the browser's network tools. */
export const fetchTransport = ({ baseUrl, interceptors, timeoutMs, fetch }: TransportSetup): ReturnType<typeof createConnectTransport> =>
  createConnectTransport({ baseUrl, interceptors, defaultTimeoutMs: timeoutMs, fetch: reachable(fetch) });

/** `fetch` reports a dead network as a bare `TypeError`; for callers that is `UNAVAILABLE`, and worth another try. */
function reachable(given: typeof globalThis.fetch | undefined): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      return await (given ?? globalThis.fetch)(input, init);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new ConnectError('Berth cannot be reached. Check the connection.', Code.Unavailable, undefined, undefined, error);
    }
  };
}
