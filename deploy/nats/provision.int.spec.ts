import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { connect } from 'nats';
import { environment } from '#runtime/config/environment.ts';
import { managerOf, streamOf } from '#runtime/events/streams.ts';
import { startNats } from '../dev/nats.ts';

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
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).to.deep.equal([0, null]);
    }
    await rm(dir, { recursive: true });
  });
});
