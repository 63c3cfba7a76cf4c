/** Berth for Node: binary messages over one HTTP/2 connection, by the protocol of your choice. */
import type { Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { type Berth, assembleBerth } from './berth.ts';
import type { BerthOptions, TransportSetup } from './options.ts';
import type { Lock } from './session-keeper.ts';

export * from './api.ts';

/** Wire protocols of the gateway; all three mean the same. */
export type Protocol = 'connect' | 'grpc' | 'grpc-web';

/** Options of `createBerth` in Node. */
export interface NodeBerthOptions extends BerthOptions {
  /** `connect` when absent. */
  readonly protocol?: Protocol;
}

/** A client of Berth for a server or a script; an idle one does not keep the process alive. */
export const createBerth = ({ protocol = 'connect', ...options }: NodeBerthOptions): Berth =>
  assembleBerth(options, { transport: (setup) => nodeTransport(setup, protocol), lock: inProcess });

/** A transport over HTTP/2, cleartext or TLS by the address. */
export function nodeTransport({ baseUrl, interceptors, timeoutMs }: TransportSetup, protocol: Protocol): Transport {
  const options = { baseUrl, interceptors, defaultTimeoutMs: timeoutMs, httpVersion: '2' as const };
  if (protocol === 'grpc') return createGrpcTransport(options);
  return protocol === 'grpc-web' ? createGrpcWebTransport(options) : createConnectTransport(options);
}

/** The keeper itself lets one refresh run at a time, and a process is alone with its store. */
const inProcess: Lock = (_name, work) => work();
