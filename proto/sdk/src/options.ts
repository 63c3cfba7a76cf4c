/** What a client of Berth can be told; everything but the address has a default. */
import type { Interceptor, Transport } from '@connectrpc/connect';
import type { CallReport } from './observe.ts';
import type { RetryPolicy } from './retry.ts';
import type { SessionStore } from './session.ts';

/** What a transport is made of. It must run `interceptors` around every call, the first outermost. */
export interface TransportSetup {
  readonly baseUrl: string;
  readonly interceptors: Interceptor[];
  readonly fetch?: typeof globalThis.fetch;
  readonly timeoutMs: number;
}

/** Options of `createBerth`. */
export interface BerthOptions {
  /** Address of the gateway, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Slug or `tnt_…` id; not needed when the address names the tenant (`http://harbour.localhost:8080`). */
  readonly tenant?: string;
  /** A token that you have; it is not refreshed. */
  readonly accessToken?: string;
  /** An API key, `berth_key_…`, for programs of a business; it names the business, and nobody signs in. */
  readonly apiKey?: string;
  /** Asked before every call, and once more when Berth refuses the token that it gave. */
  readonly getAccessToken?: () => string | undefined | Promise<string | undefined>;
  /** Where `signIn` keeps the session; in memory when absent. */
  readonly sessions?: SessionStore;
  /** Used instead of the platform's. Ignored by transports that do not use fetch. */
  readonly fetch?: typeof globalThis.fetch;
  /** Used instead of the entry's own transport. */
  readonly transport?: (setup: TransportSetup) => Transport;
  /** Limit of a unary call without a `timeoutMs` of its own; 10 s when absent. */
  readonly timeoutMs?: number;
  /** Repeats after `UNAVAILABLE`. */
  readonly retry?: RetryPolicy;
  /** Told about every call when it ends. */
  readonly onCall?: (report: CallReport) => void;
}
