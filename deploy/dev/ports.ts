/** Ports on the loopback interface: which are free, and a clear line for one that is not. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartFailure } from './start-failure.ts';

/** A port nobody listens on at this moment. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a numeric port.');
  return address.port;
}

/** Throws a StartFailure naming the user of the port and how to choose another one. */
export async function requireFreePort(port: number, user: string, remedy: string, host = '127.0.0.1'): Promise<void> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', reject).once('listening', () => resolve(undefined)).listen(port, host);
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'EADDRINUSE') {
      throw new StartFailure(`Port ${port} (${user}) is taken. Stop the program that uses it, or ${remedy}.`, { cause: error });
    }
    throw new StartFailure(`Cannot listen on ${host}:${port} (${user}): ${error.message}.`, { cause: error });
  }
  server.close();
  await once(server, 'close');
}
