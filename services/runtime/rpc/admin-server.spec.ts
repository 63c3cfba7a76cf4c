import { expect } from 'chai';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { startAdminServer } from './admin-server.ts';

describe('admin server', () => {
  const telemetry = createTelemetry({ serviceName: 'test' });
  after(() => telemetry.shutdown());
  const start = (ready: () => Promise<boolean> | boolean) => startAdminServer({ host: '127.0.0.1', port: 0, ready, telemetry });

  it('tells alive from ready', async () => {
    let ready = false;
    await using admin = await start(() => ready);
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${admin.port}${path}`)).status;
    expect(await status('/livez')).to.equal(200);
    expect(await status('/readyz')).to.equal(503);
    ready = true;
    expect(await status('/readyz')).to.equal(200);
  });

  it('is not ready when the check fails or hangs', async () => {
    await using broken = await start(() => Promise.reject(new Error('down')));
    await using hanging = await start(() => Promise.withResolvers<boolean>().promise);
    for (const { port } of [broken, hanging]) expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).to.equal(503);
  });

  it('gives metrics as Prometheus reads them', async () => {
    telemetry.meter.createCounter('test_events_total', { description: 'Events.' }).add(3, { kind: 'a' });
    await using admin = await start(() => true);
    const response = await fetch(`http://127.0.0.1:${admin.port}/metrics`);
    expect(response.headers.get('content-type')).to.contain('text/plain; version=0.0.4');
    expect(await response.text()).to.match(/^test_events_total\{kind="a".*\} 3$/m);
  });

  it('has nothing else', async () => {
    await using admin = await start(() => true);
    for (const path of ['/', '/constructor', '/livez/x']) expect((await fetch(`http://127.0.0.1:${admin.port}${path}`)).status).to.equal(404);
    expect((await fetch(`http://127.0.0.1:${admin.port}/livez`, { method: 'POST' })).status).to.equal(405);
  });
});
