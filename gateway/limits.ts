/** How much of anything one client may take; every cap of the edge stands here. */

/** Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** All header fields of one request. */
  readonly headerBytes: number;
  /** One RPC message of staff, or webhook, decompressed. */
  readonly bodyBytes: number;
  /** One message of RPCs that customers and strangers may call, decompressed: parsed, it can take fifty times as much. */
  readonly publicBodyBytes: number;
  /** One report of browser spans. */
  readonly spanBytes: number;
  /** Until a new connection has said which protocol it speaks. */
  readonly prefaceMs: number;
  /** Until the header of a request is complete. */
  readonly headerMs: number;
  /** Until the whole request has arrived. */
  readonly requestMs: number;
  /** A connection without a request. */
  readonly idleMs: number;
  /** A unary call whose caller names no deadline. */
  readonly unaryMs: number;
  /** A stream; its client resumes where it was. */
  readonly streamMs: number;
  /** What running requests get when the gateway stops. */
  readonly drainMs: number;
  /** Connections at once of one address; more are refused. */
  readonly connectionsPerAddress: number;
  /** Items of all lists in one request, and of the lists in them. */
  readonly items: number;
  /** Streams at once on one HTTP/2 connection. */
  readonly streamsPerConnection: number;
}

export const defaultLimits: Limits = {
  headerBytes: 16 * 1024,
  bodyBytes: 1024 * 1024,
  publicBodyBytes: 128 * 1024,
  spanBytes: 64 * 1024,
  prefaceMs: 5_000,
  headerMs: 10_000,
  requestMs: 30_000,
  idleMs: 75_000,
  unaryMs: 10_000,
  streamMs: 15 * 60_000,
  drainMs: 8_000,
  connectionsPerAddress: 500,
  items: 10_000,
  streamsPerConnection: 128,
};
