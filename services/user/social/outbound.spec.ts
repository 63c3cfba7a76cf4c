import { createServer, type RequestListener } from 'node:http';
import { expect } from 'chai';
import { Failure } from '../../runtime/errors.ts';
import { createTelemetry } from '../../runtime/telemetry/telemetry.ts';
import { createOutbound, isPublic, type OutboundOptions } from './outbound.ts';

describe('calls to providers', () => {
  const telemetry = createTelemetry({ serviceName: 'test' });
  after(() => telemetry.shutdown());

  /** A server on this machine, and a caller whose settings say whether it may be. */
  async function served(answer: RequestListener, options: Partial<OutboundOptions> = {}) {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const outbound = createOutbound({ name: 'Example', address: url, tracer: telemetry.tracer, ...options });
    const stop = (): void => {
      outbound[Symbol.dispose]();
      server.closeAllConnections();
      server.close();
    };
    return { url, outbound, [Symbol.dispose]: stop };
  }
  /** What made a call fail, for the log. */
  const causeOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    if (!(error instanceof Failure)) return 'none';
    expect([error.code, error.reason]).to.deep.equal(['UNAVAILABLE', 'SOCIAL_PROVIDER_UNAVAILABLE']);
    return String(error.cause);
  };

  it('follow no redirect', async () => {
    using one = await served((_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end());
    expect((await one.outbound.fetch(one.url, { method: 'GET' })).status).to.equal(302);
  });

  it('read no more than the limit', async () => {
    using one = await served((_, response) => void response.end('x'.repeat(2_000)), { maxBytes: 1_000 });
    expect(await causeOf(one.outbound.fetch(one.url, { method: 'GET' }))).to.contain('more than 1000 bytes');
  });

  it('wait no longer than the limit, neither for the answer nor for its end', async () => {
    using silent = await served(() => undefined, { timeoutMs: 50 });
    expect(await causeOf(silent.outbound.fetch(silent.url, { method: 'GET' }))).to.match(/abort|timeout/i);
    using endless = await served((_, response) => void response.write('a'), { timeoutMs: 50 });
    expect(await causeOf(endless.outbound.fetch(endless.url, { method: 'GET' }))).to.match(/abort|timeout/i);
  });

  it('say that a provider which fails is away', async () => {
    using one = await served((_, response) => void response.writeHead(503).end());
    expect(await causeOf(one.outbound.fetch(one.url, { method: 'GET' }))).to.contain('503');
  });

  it('reach this machine only when the settings name it', async () => {
    using one = await served((_, response) => void response.end('secret'), { address: 'https://accounts.example' });
    const { port } = new URL(one.url);
    expect(await causeOf(one.outbound.fetch(one.url, { method: 'GET' }))).to.contain('not https');
    for (const url of [`https://127.0.0.1:${port}`, `https://[::1]:${port}`, `https://[::ffff:127.0.0.1]:${port}`, 'https://169.254.169.254/']) {
      expect(await causeOf(one.outbound.fetch(url, { method: 'GET' })), url).to.contain('no public address');
    }
    expect(await causeOf(one.outbound.fetch(`https://localhost:${port}`, { method: 'GET' }))).to.contain('no public address');
  });

  it('use plain http nowhere else', async () => {
    using one = await served((_, response) => void response.end());
    expect(await causeOf(one.outbound.fetch('http://accounts.example/', { method: 'GET' }))).to.contain('not https');
  });

  it('know public addresses from others', () => {
    for (const address of ['8.8.8.8', '172.32.0.1', '2a00:1450:4001:80b::200d']) expect(isPublic(address), address).to.equal(true);
    for (const address of [
      '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '224.0.0.1', '255.255.255.255',
      '::', '::1', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', 'localhost', '',
    ]) expect(isPublic(address), address).to.equal(false);
  });
});
