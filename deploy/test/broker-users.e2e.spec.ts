import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { streamOf } from '#runtime/events/streams.ts';
import { adminPort } from '../dev/environment.ts';
import { brokerUsers } from '../nats/users.ts';
import type { Network } from './network.ts';
import { sharedNetwork } from './shared-network.ts';

describe('the parts of Berth, each a user of the broker', function () {
  this.timeout(60_000);
  let network: Network;

  before(async () => (network = await sharedNetwork()));

  it('reach every consumer that they take events from', async () => {
    const { entries } = network.berth.around;
    for (const { name, sources } of await brokerUsers(entries.map((entry) => entry.name))) {
      const entry = entries.find((candidate) => candidate.name === name) ?? expect.fail();
      const metrics = await (await fetch(`http://127.0.0.1:${adminPort(entry, network.settings)}/metrics`)).text();
      const consumers = [...metrics.matchAll(/^berth_consumer_pending\{.*berth_consumer="([^"]+)"/gm)].map(([, consumer]) => consumer);
      expect(consumers, name).to.have.members(sources.map((source) => `${streamOf(source)}.${name}`));
    }
  });

  it('try nothing that they may not', async () => {
    const log = await readFile(join(network.settings.dataDir, 'nats', 'nats.log'), 'utf8');
    expect(log.split('\n').filter((line) => line.includes('Violation'))).to.deep.equal([]);
  });
});
