import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { connect } from 'nats';
import { environment } from '#runtime/config/environment.ts';
import { managerOf, streamOf } from '#runtime/events/streams.ts';
import { startNats } from '../dev/nats.ts';
import { freePort } from '../dev/ports.ts';

/** Runs the command; gives its exit code and what it wrote. */
async function forget(url: string): Promise<[unknown, string, string]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('forget-events.ts', import.meta.url))], { env: { PATH: environment['PATH'], NATS_URL: url }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], out, errors] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return [code, out, errors];
}

describe('npm run nats:provision', function () {
  this.timeout(60_000);

  it('makes what services need on a server of one’s own, says so, and ends when it is told to', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'berth-provision-'));
    {
      await using nats = await startNats({ dir, port: 0 });
      const child = spawn(process.execPath, [fileURLToPath(new URL('provision.ts', import.meta.url))], { env: { PATH: environment['PATH'], NATS_URL: nats.url }, stdio: ['ignore', 'pipe', 'inherit'] });
      const [line]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
      expect(line).to.equal('nats-provisioner has made streams, consumers and buckets');
      const connection = await connect({ servers: nats.url });
      const manager = await managerOf(connection);
      expect((await manager.consumers.info(streamOf('booking'), 'payment')).name).to.equal('payment');
      const streams = (await manager.streams.list().next()).map(({ config }) => config.name);
      expect(streams).to.include.members(['BERTH_USER', 'KV_berth_quotas', 'OBJ_berth-receipts']);
      await connection.close();
      expect(await forget(nats.url)).to.deep.equal([0, '0 events are forgotten. Services send those again that their databases know; start them now.\n', '']);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).to.deep.equal([0, null]);
    }
    await rm(dir, { recursive: true });
  });

  it('and nats:forget-events says when the server cannot be reached', async () => {
    const [code, , errors] = await forget(`nats://127.0.0.1:${await freePort('127.0.0.1')}`);
    expect(code).to.equal(1);
    expect(errors).to.match(/NATS cannot be reached. NATS_URL must name the server and its operator/);
  });
});
