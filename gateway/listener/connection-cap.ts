/** One address has so many connections and no more; who asks for another is told so in the protocol that they speak, and a flood is not told anything. */
import type { Socket } from 'node:net';
import { addressGroupOf } from '#runtime/address-group.ts';
import { problem } from '../edge/reply.ts';
import type { WireProtocol } from './protocol-sniffer.ts';

/** What becomes of a new connection: it is served, told why not, or closed at once. */
export type Admission = 'served' | 'refused' | 'closed';

/** Admits a connection, and counts it until it is closed. */
export type ConnectionCap = (socket: Pick<Socket, 'remoteAddress'> & { once(event: 'close', ended: () => void): unknown }) => Admission;

/** `perAddress` connections are served, as many again are refused with an answer. `Infinity` serves all. */
export function connectionCap(perAddress: number): ConnectionCap {
  const open = new Map<string, number>();
  return (socket) => {
    const address = addressGroupOf(socket.remoteAddress ?? '');
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count <= perAddress) return 'served';
    return count <= 2 * perAddress ? 'refused' : 'closed';
  };
}

/** What whoever is refused gets to read why and to hang up. */
const GOODBYE_MS = 1_000;

/** Says why, and closes. */
export function refuseConnection(socket: Socket, protocol: WireProtocol): void {
  socket.setTimeout(GOODBYE_MS, () => socket.destroy());
  socket.end(protocol === 'http2' ? GOODBYE_HTTP2 : GOODBYE_HTTP1);
}

const { status, headers, body } = problem(503, 'TOO_MANY_CONNECTIONS', 'This address has too many connections open. Close some, or share them.', {
  'retry-after': '1',
  connection: 'close',
});
const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(([name, value]) => `${name}: ${value}\r\n`);
const GOODBYE_HTTP1 = `HTTP/1.1 ${status} Service Unavailable\r\n${lines.join('')}\r\n${String(body)}`;

/** An empty SETTINGS frame, then GOAWAY with ENHANCE_YOUR_CALM (RFC 9113, 6.5, 6.8 and 7). */
const GOODBYE_HTTP2 = Buffer.from('000000040000000000' + '000008070000000000' + '00000000' + '0000000b', 'hex');
