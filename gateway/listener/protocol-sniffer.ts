/** Tells HTTP/2 from HTTP/1 by the first bytes of a connection and hands it on with nothing consumed. */
import type { Socket } from 'node:net';

/** What a connection speaks. */
export type WireProtocol = 'http1' | 'http2';

/** The start of the HTTP/2 connection preface (RFC 9113, 3.4); no HTTP/1 method begins so. */
const PREFACE = Buffer.from('PRI * HTTP/2.0');

/** Calls `found` once, as soon as the bytes decide; destroys a connection that stays undecided for `timeoutMs`. */
export function sniffProtocol(socket: Socket, timeoutMs: number, found: (protocol: WireProtocol) => void): void {
  const chunks: Buffer[] = [];
  const giveUp = (): void => void socket.destroy();
  const timer = setTimeout(giveUp, timeoutMs);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('readable', look).off('end', giveUp).off('error', giveUp).off('close', stop);
  };
  const look = (): void => {
    for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) chunks.push(chunk);
    const start = Buffer.concat(chunks);
    const protocol = protocolOf(start);
    if (protocol === undefined) return;
    stop();
    socket.unshift(start);
    found(protocol);
  };
  socket.on('readable', look).on('end', giveUp).on('error', giveUp).on('close', stop);
}

/** `undefined` while more bytes are needed. */
export function protocolOf(start: Buffer): WireProtocol | undefined {
  const seen = Math.min(start.length, PREFACE.length);
  if (!start.subarray(0, seen).equals(PREFACE.subarray(0, seen))) return 'http1';
  return seen === PREFACE.length ? 'http2' : undefined;
}
