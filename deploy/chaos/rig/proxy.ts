/** A TCP proxy that can lose, delay, cut and swallow what passes through it, also in connections that are open already. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `delay`: every piece waits `ms`, and up to `jitterMs` more, in order. `drop-reply`: after `bytes` of the answer the
 * connection is reset; what was asked has arrived. `half-close`: instead of an answer comes an end, while we still take
 * what is sent. `reset`: connections are reset at their next piece, new ones at once. `black-hole`: nothing passes, nothing is said.
 */
export type ProxyFault =
  | { readonly kind: 'pass' }
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs: number }
  | { readonly kind: 'drop-reply'; readonly bytes: number }
  | { readonly kind: 'half-close' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'black-hole' };

export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** From now on. `pass` also ends the connections out of which something was lost. */
  set(fault: ProxyFault): void;
  /** How often a fault struck: connections cut, ended or emptied, pieces delayed. */
  readonly strikes: number;
}

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Bytes of the answer let through since the fault was set. */
  passed: number;
  damaged: boolean;
  /** When the last delayed piece leaves. */
  readonly busyUntil: { up: number; down: number };
}

/** Listens on a free port of the loopback interface. */
export async function startProxy(target: { readonly host: string; readonly port: number }, random: () => number = Math.random): Promise<Proxy> {
  const links = new Set<Link>();
  let fault: ProxyFault = { kind: 'pass' };
  let strikes = 0;

  function accept(client: Socket): void {
    if (fault.kind === 'reset') {
      strikes += 1;
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const upstream = connect({ ...target, noDelay: true, allowHalfOpen: true });
    const link: Link = { client, upstream, passed: 0, damaged: false, busyUntil: { up: 0, down: 0 } };
    links.add(link);
    client.setNoDelay(true);
    for (const socket of [client, upstream]) {
      socket.on('error', () => cut(link)).on('close', () => void (client.destroyed && upstream.destroyed ? links.delete(link) : undefined));
    }
    client.on('data', (piece) => up(link, piece)).on('end', () => pass(link, 'up', () => upstream.end()));
    upstream.on('data', (piece) => down(link, piece)).on('end', () => pass(link, 'down', () => client.end()));
  }

  function cut(link: Link): void {
    link.client.resetAndDestroy();
    link.upstream.destroy();
    links.delete(link);
  }

  function strike(link: Link): void {
    strikes += 1;
    link.damaged = true;
  }

  function struckDown(link: Link): void {
    strike(link);
    cut(link);
  }

  function up(link: Link, piece: Buffer): void {
    if (fault.kind === 'reset') return struckDown(link);
    if (fault.kind === 'black-hole') return strike(link);
    pass(link, 'up', () => void link.upstream.write(piece));
  }

  function down(link: Link, piece: Buffer): void {
    if (fault.kind === 'reset') return struckDown(link);
    if (fault.kind === 'black-hole') return strike(link);
    if (fault.kind === 'half-close') {
      strike(link);
      link.client.end();
      return;
    }
    if (fault.kind === 'drop-reply') return dropReply(link, piece, fault.bytes);
    pass(link, 'down', () => void (link.client.writable && link.client.write(piece)));
  }

  function dropReply(link: Link, piece: Buffer, bytes: number): void {
    const allowed = piece.subarray(0, Math.max(0, bytes - link.passed));
    link.passed += piece.length;
    if (allowed.length === piece.length) return void link.client.write(piece);
    strike(link);
    link.client.write(allowed, () => cut(link));
  }

  /** At once, or after the delay, but never before what came earlier. */
  function pass(link: Link, way: 'up' | 'down', act: () => void): void {
    const now = performance.now();
    const wait = fault.kind === 'delay' ? fault.ms + random() * fault.jitterMs : 0;
    if (wait > 0) strikes += 1;
    const due = Math.max(link.busyUntil[way], now + wait);
    if (due <= now) return act();
    link.busyUntil[way] = due;
    setTimeout(act, due - now);
  }

  const server = createServer({ allowHalfOpen: true }, accept).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    get strikes() {
      return strikes;
    },
    set(next) {
      fault = next;
      for (const link of links) {
        link.passed = 0;
        if (next.kind === 'pass' && link.damaged) cut(link);
      }
    },
    async [Symbol.asyncDispose]() {
      server.close();
      links.forEach(cut);
      await once(server, 'close');
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a numeric port');
  return address.port;
}
