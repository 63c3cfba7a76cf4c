/** Calls of the gateway in the cheapest way there is: prepared bytes over raw keep-alive connections, so that what is measured is not the client. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One caller's request; `body` may hold `REQUEST_ID`, which each call replaces with an id of its own. */
export interface Prepared {
  readonly path: string;
  readonly token: string;
  readonly body: string;
}

/** Stands for a new uuid in a prepared body. */
export const REQUEST_ID = '00000000-0000-0000-0000-000000000000';

/** A connection that makes one call after the other. */
export interface Caller extends Disposable {
  /** Resolves after the whole answer; rejects for any status but 200. */
  call(): Promise<void>;
}

/** Longer than any deadline of the gateway's. */
const LOST_MS = 20_000;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/** Connects to the gateway on this machine. */
export async function openCaller(port: number, { path, token, body }: Prepared): Promise<Caller> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const head = [
    `POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'content-type: application/json', 'connect-protocol-version: 1',
    `authorization: Bearer ${token}`, `content-length: ${Buffer.byteLength(body)}`, '', '',
  ].join('\r\n');
  const [before = '', after] = body.split(REQUEST_ID);
  const answers = reader(socket);
  return {
    call() {
      socket.write(after === undefined ? `${head}${body}` : `${head}${before}${randomUUID()}${after}`);
      return answers.next();
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** Reads whole answers off a connection that has one call under way at most. */
function reader(socket: Socket): { next(): Promise<void> } {
  let received: Buffer = Buffer.alloc(0);
  let waiting: Waiting | undefined;
  let closed: Error | undefined;
  const settle = (error?: Error): void => {
    const settled = waiting;
    waiting = undefined;
    received = Buffer.alloc(0);
    if (error) settled?.reject(error);
    else settled?.resolve();
  };
  socket.setTimeout(LOST_MS, () => settle(waiting && new Error(`no whole answer within ${LOST_MS} ms; so far: ${received.toString('utf8')}`)));
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (!isComplete(received)) return;
    const isOk = received.subarray(9, 12).toString('latin1') === '200';
    settle(isOk ? undefined : new Error(`the gateway answered ${received.toString('utf8')}`));
  });
  socket.on('error', (error) => settle(error));
  socket.on('close', () => settle((closed = new Error('the gateway closed the connection'))));
  return { next: () => (closed ? Promise.reject(closed) : new Promise((resolve, reject) => (waiting = { resolve, reject }))) };
}

function isComplete(received: Buffer): boolean {
  const headEnd = received.indexOf(END_OF_HEAD);
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.toString('latin1', 0, headEnd))?.[1];
  if (length !== undefined) return received.length >= headEnd + END_OF_HEAD.length + Number(length);
  return received.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}
