import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { connectNats, type Nats } from '#runtime/events/connection.ts';
import { createLogger } from '#runtime/logger.ts';
import { testNatsUrl } from '#runtime/testing/nats.ts';
import type { Rule } from './bucket.ts';
import { leasedQuotas } from './leases.ts';
import { sharedQuotas } from './shared-store.ts';
import { localQuotas, QuotasAway } from './store.ts';

/** So slow that nothing comes back during a test. */
const RULE: Rule = { limit: 200, windowMs: 3_600_000 };
const GATEWAYS = 4;

describe('quotas shared through NATS', () => {
  const logger = createLogger({ service: 'gateway', level: 'silent' });
  const links: Nats[] = [];

  before(async () => {
    const url = await testNatsUrl();
    for (let gateway = 0; gateway < GATEWAYS; gateway += 1) links.push(await connectNats({ url, name: 'gateway', logger }));
  });
  after(() => Promise.all(links.map((link) => link[Symbol.asyncDispose]())));

  it('give exactly the limit to gateways that all take at once, without leases', async () => {
    const key = randomUUID();
    const stores = links.map((link) => sharedQuotas(link, logger));
    const taken = await Promise.all(stores.map(async (store) => {
      let sum = 0;
      for (let call = 0; call < 60; call += 1) sum += (await store.take(key, { ...RULE, limit: 100 }, 1)).tokens;
      return sum;
    }));
    expect(taken.reduce((sum, tokens) => sum + tokens)).to.equal(100);
  });

  it('and with leases', async () => {
    const key = randomUUID();
    const gateways = links.map((link) => leasedQuotas(sharedQuotas(link, logger)));
    const verdicts = await Promise.all(gateways.flatMap((quotas) => Array.from({ length: 250 }, () => quotas.take(key, RULE))));
    expect(verdicts.filter(({ allowed }) => allowed)).to.have.lengthOf(200);
  });

  it('would give each gateway the whole limit if nothing were shared', async () => {
    const gateways = links.map(() => leasedQuotas(localQuotas()));
    const verdicts = await Promise.all(gateways.flatMap((quotas) => Array.from({ length: 250 }, () => quotas.take('key', RULE))));
    expect(verdicts.filter(({ allowed }) => allowed)).to.have.lengthOf(200 * GATEWAYS);
  });

  it('are known to a gateway that comes later', async () => {
    const key = randomUUID();
    const [first, second] = links.map((link) => sharedQuotas(link, logger));
    await first?.take(key, RULE, 150);
    expect(await second?.take(key, RULE, 100)).to.include({ tokens: 50, remaining: 0 });
  });

  it('are found again after the broker lost them', async () => {
    const key = randomUUID();
    const [link = expect.fail('no link')] = links;
    let now = Date.now();
    const store = sharedQuotas(link, logger, () => now);
    await store.take(key, RULE, 150);
    const streams = (await (await link.connection()).jetstreamManager()).streams;
    await streams.delete('KV_berth_quotas');
    await store.take(key, RULE, 1).catch(() => undefined);
    now += 10_000;
    expect((await store.take(key, RULE, 200)).tokens).to.equal(200);
  });

  it('are away while the broker is, and nobody waits for them', async () => {
    const store = sharedQuotas({ live: () => undefined }, logger);
    for (let call = 0; call < 3; call += 1) {
      const failure: unknown = await store.take('key', RULE, 1).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(QuotasAway);
    }
  });
});
