import { once } from 'node:events';
import { createServer as createHttp1Server } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { createLogger } from '#runtime/logger.ts';
import { readBody } from './body.ts';
import type { Handler } from './exchange.ts';
import { createRoutes, type RoutesOptions } from './routes.ts';

const defect: Handler = async ({ request }) => {
  await readBody(request, 100);
  throw new RangeError('nobody thought of this');
};

const options: RoutesOptions = {
  rpc: { handles: () => false, serve: async () => undefined },
  pages: {},
  areas: {},
  otherwise: defect,
  allowedOrigins: new Set(),
  contentSecurityPolicy: '',
  proxies: 0,
  stopping: new AbortController().signal,
  logger: createLogger({ service: 'gateway', level: 'silent' }),
};

/** Addresses of servers of both HTTP versions that serve `options`. */
async function serve(stack: AsyncDisposableStack, create: (serve: ReturnType<typeof createRoutes>) => Server): Promise<string> {
  const server: Server = create(createRoutes(options));
  const tcp = createServer((socket) => server.emit('connection', socket)).listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  stack.defer(() => void tcp.close());
  const address = tcp.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('a handler that fails after it has read the request', () => {
  it('is answered over HTTP/1', async () => {
    await using stack = new AsyncDisposableStack();
    const response = await fetch(await serve(stack, createHttp1Server), { method: 'POST', body: '{}', headers: { connection: 'close' } });
    expect([response.status, (await response.json()).reason]).to.deep.equal([500, 'INTERNAL']);
  });

  it('is answered over HTTP/2', async () => {
    await using stack = new AsyncDisposableStack();
    const session = connectHttp2(await serve(stack, createHttp2Server));
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    stream.end('{}');
    const [headers]: { ':status'?: number }[] = await once(stream, 'response');
    expect(headers?.[':status']).to.equal(500);
    session.destroy();
  });
});
