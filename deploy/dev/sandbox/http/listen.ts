/** Serves a handler over HTTP on one address; once disposal resolves, no socket of the server is left open. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { type Handler, json, type Reply, type Request } from './exchange.ts';

const BODY_LIMIT = 1024 * 1024;

export interface Address {
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

export interface HttpListener extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

export async function listen(
  name: string,
  handler: Handler,
  { host = '127.0.0.1', port = 0 }: Address,
): Promise<HttpListener> {
  const server = createServer((incoming, outgoing) => void answer(handler, incoming, outgoing));
  const bound = await bind(server, name, host, port);
  return {
    port: bound,
    url: `http://${host}:${bound}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Binds any node server and returns the port it got; a taken port is named together with who wanted it. */
export function bind(server: Server, name: string, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`${name}: port ${port} on ${host} is taken; stop what listens there or choose another port`)
          : error,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        reject(new Error(`${name}: listening on something that is not a TCP port`));
      else resolve(address.port);
    });
  });
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const body = await readBody(incoming);
    const reply =
      body === undefined
        ? json(413, { error: { message: `The body is larger than ${BODY_LIMIT} bytes.` } })
        : await handler(toRequest(incoming, body));
    send(outgoing, reply);
  } catch (error) {
    if (incoming.destroyed && !incoming.complete) return;
    console.error(`sandbox: ${incoming.method} ${incoming.url} failed`, error);
    send(
      outgoing,
      json(500, { error: { type: 'api_error', message: 'The sandbox failed; its log has the stack trace.' } }),
    );
  }
}

function toRequest(incoming: IncomingMessage, body: Buffer): Request {
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', 'http://sandbox.invalid'),
    headers: incoming.headers,
    body,
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= BODY_LIMIT) chunks.push(bytes);
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks) : undefined;
}

function send(outgoing: ServerResponse, reply: Reply): void {
  if (reply.hangUp === true) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  outgoing.end(reply.body);
}
