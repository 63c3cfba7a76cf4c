import { trace } from '@opentelemetry/api';
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { contextOf, traceparentOf } from './propagation.ts';
import { inSpan } from './spans.ts';
import { createTelemetry } from './telemetry.ts';

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : '';
}

describe('telemetry', () => {
  it('sends spans as OTLP JSON under the service’s name', async () => {
    const received = Promise.withResolvers<{ url: string | undefined; body: string }>();
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      received.resolve({ url: request.url, body });
    });
    const telemetry = createTelemetry({ serviceName: 'booking', endpoint: `${await listen(server)}/` });
    await inSpan(telemetry.tracer, 'work', { attributes: { 'berth.tenant': 't' } }, async () => undefined);
    await telemetry.shutdown();
    const { url, body } = await received.promise;
    expect(url).to.equal('/v1/traces');
    const [resourceSpans] = JSON.parse(body).resourceSpans;
    expect(resourceSpans.resource.attributes).to.deep.include({ key: 'service.name', value: { stringValue: 'booking' } });
    expect(resourceSpans.scopeSpans[0].spans[0]).to.include({ name: 'work' });
    server.close();
  });

  it('keeps the names of several services in one process apart', () => {
    const [booking, payment] = ['booking', 'payment'].map((serviceName) => createTelemetry({ serviceName }));
    expect(booking?.tracer).not.to.equal(payment?.tracer);
    expect(booking?.meter).not.to.equal(payment?.meter);
  });

  it('stops when the collector hangs', async function () {
    // It gives up after two; the exporter by itself would wait for ten.
    this.timeout(6_000);
    const server = createServer(() => undefined);
    const telemetry = createTelemetry({ serviceName: 'booking', endpoint: await listen(server) });
    telemetry.tracer.startSpan('work').end();
    await telemetry.shutdown();
    server.closeAllConnections();
    server.close();
  });

  it('follows contexts through await and carries them as text', async () => {
    const { tracer } = createTelemetry({ serviceName: 'booking' });
    await inSpan(tracer, 'outer', {}, async (within) => {
      await new Promise((resolve) => setImmediate(resolve));
      const inner = tracer.startSpan('inner');
      expect(inner.spanContext().traceId).to.equal(trace.getSpanContext(within)?.traceId);
      const remote = trace.getSpanContext(contextOf(traceparentOf(within)));
      expect(remote).to.include({ traceId: trace.getSpanContext(within)?.traceId, isRemote: true });
    });
  });
});
