import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createRandom } from '../../load/random.ts';
import { type Network, startNetwork } from '../../test/network.ts';
import { openCallLog } from '../load/call-log.ts';
import { quiesce } from '../quiesce.ts';
import { subscribersOf } from '../rig/subscribers.ts';
import { evidenceOf } from '../stage.ts';
import { DAMAGES } from './damages.ts';
import { type Databases, type Evidence, openDatabases } from './evidence.ts';
import { repeatAs, repeatsAgree } from './i8-repeats-agree.ts';
import { INVARIANTS } from './invariants.ts';
import { type Story, tellStory } from './story.ts';

describe('the invariants of chaos', function () {
  this.timeout(120_000);
  const stack = new AsyncDisposableStack();
  let network: Network;
  let databases: Databases;
  let evidence: Evidence;
  let story: Story;

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'berth-invariants-'));
    stack.defer(() => rm(folder, { recursive: true }));
    network = stack.use(await startNetwork());
    databases = stack.use(openDatabases(network));
    const log = stack.use(openCallLog(join(folder, 'calls.jsonl')));
    story = await tellStory(network, log);
    const tenants = story.markets.map(({ shop }) => shop.tenantId);
    const tracked = () => network.berth.providers.sandboxes.tiktok?.events() ?? [];
    evidence = evidenceOf({ network, databases, subscribers: await subscribersOf(network), tracked }, log.calls, tenants);
    expect(await quiesce(evidence, 60_000)).to.have.property('moving').that.deep.equals([]);
  });
  after(() => stack.disposeAsync());

  const found = async (name: string, given: Evidence): Promise<string> => {
    const invariant = INVARIANTS.find((candidate) => candidate.name === name);
    if (!invariant) throw new TypeError(`there is no ${name}`);
    return (await invariant.check(given)).join('\n');
  };

  for (const { name, meaning } of INVARIANTS) {
    it(`${name} holds where nothing was broken: ${meaning}`, async () => {
      expect(await found(name, evidence)).to.equal('');
    });
  }

  for (const { invariant, what, service, sql, says } of DAMAGES) {
    it(`${invariant} sees ${what}`, async () => {
      const rows = databases.rows(service);
      // Seen by this connection alone, which is the one that invariants look through, and undone afterwards.
      await rows('begin');
      try {
        for (const statement of sql) await rows(statement);
        expect(await found(invariant, evidence)).to.match(says);
      } finally {
        await rows('rollback');
      }
    });
  }

  it('I3 sees a payment at the provider that we know nothing of', async () => {
    const strange = evidence.payments().map((overview, index) => (index === 0 ? { ...overview, intent: { ...overview.intent, id: 'pi_strange' } } : overview));
    expect(await found('I3', { ...evidence, payments: () => strange })).to.match(/Stripe has pi_strange, which belongs to no payment/);
  });

  it('I4 sees a TikTok event that was counted twice, and one that was never sent', async () => {
    const [first, ...others] = evidence.tracked();
    if (!first) throw new Error('nothing was tracked');
    expect(await found('I4', { ...evidence, tracked: () => [first, { ...first, id: 'again' }, ...others] })).to.match(/has 2 of: TikTok event/);
    expect(await found('I4', { ...evidence, tracked: () => others })).to.match(/has no TikTok event/);
  });

  it("I7 sees an answer with another tenant's booking", async () => {
    const [home, elsewhere] = story.markets;
    const calls = evidence.calls.map((call) => (call.tenant === elsewhere.shop.tenantId ? { ...call, tenant: home.shop.tenantId } : call));
    expect(await found('I7', { ...evidence, calls })).to.match(/showed .* bkg_.*, which is not their tenant's/);
  });

  it('I9 sees a place sold twice, and a refusal that nothing explains', async () => {
    const created = evidence.calls.filter(({ method }) => method === 'CreateBooking');
    const refused = created.find(({ reason }) => reason === 'SLOT_TAKEN');
    const granted = created.find(({ outcome }) => outcome === 'ok');
    const { bytes } = created.findLast(({ outcome }) => outcome === 'ok') ?? {};
    if (!refused || !granted || bytes === undefined) throw new Error('the story is another one');
    const sold = evidence.calls.map((call) => (call === refused ? { ...call, outcome: 'ok' as const, bytes } : call));
    expect(await found('I9', { ...evidence, calls: sold })).to.not.equal('');
    const withoutFirst = evidence.calls.filter((call) => call !== granted);
    expect(await found('I9', { ...evidence, calls: withoutFirst })).to.not.equal('');
  });

  it('I8 holds; a repeat with another answer and a reused id that is accepted are seen', async () => {
    const repeat = repeatAs((customer) => story.customers.get(customer)?.client);
    expect(await repeatsAgree(repeat, createRandom(1)).check(evidence)).to.deep.equal([]);
    const forgetful = await repeatsAgree(async () => 'AAAA', createRandom(1)).check(evidence);
    expect(forgetful.join('\n')).to.match(/was answered otherwise the second time/);
    expect(forgetful.join('\n')).to.match(/with another body was answered AAAA/);
  });

  it('what still moves is named', async () => {
    const rows = databases.rows('booking');
    await rows('begin');
    try {
      await rows('update outbox set published_time = null where seq = (select min(seq) from outbox)');
      expect((await quiesce(evidence, 0)).moving).to.deep.equal(['booking: 1 events wait in the outbox']);
    } finally {
      await rows('rollback');
    }
  });
});
