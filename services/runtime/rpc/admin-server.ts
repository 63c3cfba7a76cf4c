/** The admin port: `/livez` while the process runs, `/readyz` while it can work, `/metrics` for Prometheus. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { readiness } from './readiness.ts';

export interface AdminServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly ready: () => Promise<boolean> | boolean;
  readonly telemetry: Telemetry;
}

export interface AdminServer extends AsyncDisposable {
  readonly port: number;
}

interface Page {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';

/** Answers until disposed. */
export async function startAdminServer({ host, port, ready, telemetry }: AdminServerOptions): Promise<AdminServer> {
  const isReady = readiness(ready);
  const pages: Readonly<Record<string, () => Promise<Page>>> = {
    '/livez': async () => ({ status: 200, text: 'ok\n' }),
    '/readyz': async () => ((await isReady()) ? { status: 200, text: 'ready\n' } : { status: 503, text: 'not ready\n' }),
    '/metrics': async () => ({ status: 200, text: await telemetry.metrics(), type: PROMETHEUS }),
  };
  const server = createServer((request, response) => void answer(pages, request, response));
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the admin server listens on no port');
  return { port: address.port, [Symbol.asyncDispose]: () => close(server) };
}

async function answer(pages: Readonly<Record<string, () => Promise<Page>>>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, text, type = 'text/plain; charset=utf-8' } = await pageOf(pages, request);
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(request.method === 'HEAD' ? undefined : text);
}

async function pageOf(pages: Readonly<Record<string, () => Promise<Page>>>, { method, url = '/' }: IncomingMessage): Promise<Page> {
  const path = url.split('?', 1)[0] ?? '/';
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (!page) return { status: 404, text: `Not found. Here are ${Object.keys(pages).join(', ')}.\n` };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'Only GET.\n' };
  try {
    return await page();
  } catch (error) {
    return { status: 500, text: `${error instanceof Error ? error.message : 'failed'}\n` };
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
