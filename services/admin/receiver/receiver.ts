/** The embedded OTLP receiver: `POST /v1/traces` in JSON, answered once the spans are kept. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Database } from '../../runtime/db/database.ts';
import type { Logger } from '../../runtime/logger.ts';
import { quietly } from '../../runtime/telemetry/quiet.ts';
import { spansIn } from './otlp.ts';
import { forgetOldSpans, saveSpans } from './span-store.ts';

export interface ReceiverOptions {
  readonly host: string;
  readonly port: number;
  readonly database: Database;
  readonly logger: Logger;
}

export interface Receiver extends AsyncDisposable {
  readonly port: number;
}

const LARGEST = 8 * 1024 * 1024;
const TIDY_MS = 10 * 60_000;

/** Starts listening. */
export async function startReceiver({ host, port, database, logger }: ReceiverOptions): Promise<Receiver> {
  async function handle(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST' || request.url !== '/v1/traces') return 404;
    if (!request.headers['content-type']?.startsWith('application/json')) return 415;
    const body = await readBody(request);
    if (body === undefined) return 413;
    const spans = parse(body);
    if (!spans) return 400;
    // What keeps spans must not make spans: each would be sent here to be kept.
    await quietly(() => saveSpans(database.relay, spans));
    return 200;
  }

  const server = createServer((request, response) => {
    handle(request).then(
      (status) => answer(response, status),
      (error: unknown) => {
        logger.warn({ err: error }, 'spans could not be kept');
        answer(response, 503);
      },
    );
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const tidy = setInterval(() => void quietly(() => forgetOldSpans(database.relay)).catch((error: unknown) => logger.warn({ err: error }, 'old spans stay')), TIDY_MS);
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      clearInterval(tidy);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const answer = (response: ServerResponse, status: number): void => void response.writeHead(status, { 'content-type': 'application/json' }).end('{}');

function parse(body: string) {
  try {
    return spansIn(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** The body's text; `undefined` when it is larger than anyone honest sends. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
