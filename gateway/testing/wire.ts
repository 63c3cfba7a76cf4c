/** Raw HTTP/1.1, byte by byte, for what no well-behaved client sends. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Everything that a connection to `port` says until it is closed, after `send` was written; with the time it took. */
export async function talk(port: number, send: string | Buffer): Promise<{ readonly text: string; readonly ms: number }> {
  const socket: Socket = connect(port, '127.0.0.1');
  const begun = performance.now();
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined); // a reset is an end as well
  await once(socket, 'connect');
  socket.write(send);
  await once(socket, 'close');
  return { text, ms: performance.now() - begun };
}
