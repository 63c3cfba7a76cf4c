/** An OTLP receiver of a test's own: keeps every span that services send, and the text that it was sent as. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spansIn, type ReceivedSpan } from '../../services/admin/receiver/otlp.ts';

export interface Collector extends AsyncDisposable {
  /** Value of `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  /** All spans so far. */
  readonly spans: readonly ReceivedSpan[];
  /** Everything that was received, as it was sent. */
  readonly bodies: readonly string[];
  /** Resolves once `complete` holds, or after `timeoutMs`: what is missing then is for assertions to say. */
  until(complete: (spans: readonly ReceivedSpan[]) => boolean, timeoutMs?: number): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const spans: ReceivedSpan[] = [];
  const arrivals = new EventTarget();
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    bodies.push(body);
    spans.push(...spansIn(JSON.parse(body)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    arrivals.dispatchEvent(new Event('spans'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    async until(complete, timeoutMs = 20_000) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => void (complete(spans) && resolve());
      arrivals.addEventListener('spans', look);
      const timer = setTimeout(resolve, timeoutMs);
      look();
      await promise;
      clearTimeout(timer);
      arrivals.removeEventListener('spans', look);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
