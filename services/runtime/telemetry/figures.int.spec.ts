import { expect } from 'chai';
import pg from 'pg';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { TENANT } from '../events/test-events.ts';
import { eventually } from '../events/test-stand.ts';
import { newId, toTypeId } from '../ids.ts';
import { startTallyService, type TallyService } from '../testing/tally-service.ts';
import { LABEL } from './attributes.ts';
import { createFigures } from './figures.ts';
import { createTelemetry } from './telemetry.ts';

/** Lines of Prometheus' text format: `name{label="value",…} 1`. */
const LINE = /^([a-z_]+)\{(.*)\} ([0-9.e+]+|NaN)$/;
const PAIR = /([a-z_]+)="([^"]*)"/g;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const parsed = (text: string): Sample[] =>
  text.split('\n').flatMap((line): Sample | [] => {
    const [, name = '', labels = '', value = ''] = LINE.exec(line) ?? [];
    return name === '' ? [] : { name, value: Number(value), labels: Object.fromEntries([...labels.matchAll(PAIR)].map(([, key = '', text = '']) => [key, text])) };
  });

describe('what the runtime counts of itself', function () {
  this.timeout(60_000);
  let harness: TallyService;

  before(async () => {
    harness = await startTallyService();
  });
  after(() => harness[Symbol.asyncDispose]());

  const scraped = async (): Promise<string> => (await fetch(`http://127.0.0.1:${harness.service.adminPort}/metrics`)).text();
  const samples = async (): Promise<Sample[]> => parsed(await scraped());
  async function valueOf(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const found = (await samples()).find((sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value));
    return found?.value;
  }
  const turns = (outcome: string): Promise<number | undefined> => valueOf('berth_mailbox_turns_total', { berth_outcome: outcome });

  it('is there from the start, with nothing in it', async () => {
    for (const outcome of ['committed', 'replayed', 'rejected', 'dropped', 'overloaded', 'unavailable', 'failed']) expect(await turns(outcome), outcome).to.equal(0);
    for (const name of ['berth_mailbox_bisects_total', 'berth_mailbox_slow_path_turns_total', 'berth_outbox_published_total', 'berth_outbox_rewound_total', 'berth_outbox_unpublished', 'berth_outbox_oldest_age', 'berth_dead_letter_waiting', 'berth_effect_due', 'berth_effect_parked']) {
      expect(await valueOf(name), name).to.equal(0);
    }
    expect(await valueOf('berth_mailbox_queue_length', { berth_queue: 'ready' })).to.equal(0);
    expect(await valueOf('berth_db_pool_waiting', { berth_pool: 'app' })).to.equal(0);
  });

  it('moves with turns and batches', async () => {
    await Promise.all(Array.from({ length: 20 }, () => harness.count(newId())));
    expect(await turns('committed')).to.equal(20);
    const key = newId();
    for (let time = 0; time < 2; time += 1) await harness.count(key, 'the-same');
    expect([await turns('committed'), await turns('replayed')]).to.deep.equal([21, 1]);
    expect(await valueOf('berth_mailbox_batch_size_sum', { berth_lane: 'fast' })).to.equal(22);
    expect(await valueOf('berth_mailbox_batch_duration_count', { berth_lane: 'fast' })).to.be.above(2).and.below(22);
  });

  it('moves with the outbox', async () => {
    const before = (await valueOf('berth_outbox_published_total')) ?? 0;
    await Promise.all(Array.from({ length: 5 }, () => harness.count(newId())));
    await eventually('all are published', async () => (await valueOf('berth_outbox_unpublished')) === 0);
    expect(await valueOf('berth_outbox_published_total')).to.be.at.least(before + 5);
  });

  it('moves with events of others, calls, and what is stuck', async () => {
    harness.breakage.call = true;
    const ids = [newId(), newId()] as const;
    const event = { source: 'booking', schema: BookingCreatedSchema, tenantId: TENANT, keyVersion: 1 };
    await harness.publish({ ...event, key: ids[0], subject: toTypeId('bkg', ids[0]), payload: { booking: { code: 'RING' } } });
    await eventually('the call is parked', async () => (await valueOf('berth_effect_parked')) === 1);
    expect(await valueOf('berth_effect_attempts_total', { berth_outcome: 'parked' })).to.equal(1);
    expect(await valueOf('berth_consumer_events_total', { berth_outcome: 'applied' })).to.equal(1);
    // The same event, as the broker delivers it again.
    await harness.publish({ ...event, key: ids[0], subject: toTypeId('bkg', ids[0]), payload: {} });
    await eventually('it was known', async () => (await valueOf('berth_consumer_events_total', { berth_outcome: 'known' })) === 1);
    expect(await valueOf('berth_consumer_pending', { berth_consumer: 'BERTH_BOOKING.receipt' })).to.equal(0);
    harness.breakage.reaction = true;
    await harness.publish({ ...event, key: ids[1], subject: toTypeId('bkg', ids[1]), payload: {} });
    await eventually('it is tried again', async () => ((await valueOf('berth_consumer_events_total', { berth_outcome: 'retried' })) ?? 0) > 0);
    expect(await turns('failed')).to.be.above(0);
    harness.breakage.reaction = false;
    await harness.service.database.relay.run('delete from effect');
    expect(await valueOf('berth_effect_parked')).to.equal(0);
  });

  it('moves with a key that somebody else holds', async () => {
    const key = newId();
    await harness.count(key);
    const owner = new pg.Client({ connectionString: harness.files.ownerUrl });
    await owner.connect();
    await owner.query('begin');
    await owner.query('select 1 from actor_anchor where key = $1 for update', [key]);
    const waiting = harness.count(key);
    await eventually('the turn waits', async () => ((await valueOf('berth_mailbox_slow_path_turns_total')) ?? 0) > 0);
    await owner.query('rollback');
    await waiting;
    await owner.end();
    expect(await valueOf('berth_mailbox_batch_size_count', { berth_lane: 'slow' })).to.equal(1);
  });

  it('moves with batches that are divided, and with turns that break', async () => {
    const owner = new pg.Client({ connectionString: harness.files.ownerUrl });
    await owner.connect();
    await owner.query('alter table tally add constraint broken check (false) not valid');
    const before = (await turns('failed')) ?? 0;
    const results = await Promise.allSettled([harness.count(newId()), harness.count(newId())]);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(await valueOf('berth_mailbox_bisects_total')).to.be.above(0);
    expect(await turns('failed')).to.equal(before + 2);
    await owner.query('alter table tally drop constraint broken');
    await owner.end();
  });

  it('has no label but those that are listed, and no tenant, key or id in any', async () => {
    const key = newId();
    await harness.count(key);
    const text = await scraped();
    for (const secret of [TENANT, toTypeId('tnt', TENANT), key, toTypeId('bkg', key)]) expect(text).not.to.contain(secret);
    const ours = parsed(text).filter(({ name }) => name.startsWith('berth_'));
    const known = new Set([...Object.values(LABEL).map((label) => label.replaceAll('.', '_')), 'le']);
    expect(ours.flatMap(({ labels }) => Object.keys(labels)).filter((label) => !known.has(label) && !label.startsWith('otel_scope'))).to.deep.equal([]);
    for (const { labels } of ours) for (const value of Object.values(labels)) expect(value).not.to.match(/[0-9a-f]{8}-|_[0-9a-hjkmnp-tv-z]{26}/);
    // However many tenants come, the series are as many as before.
    expect(ours.length).to.be.below(150);
  });

  it('goes on without what cannot be asked just now', async () => {
    const telemetry = createTelemetry({ serviceName: 'test' });
    const figures = createFigures(telemetry.meter);
    const hanging = (): Promise<never> => Promise.withResolvers<never>().promise;
    figures.ask({ stored: () => Promise.reject(new Error('no database')), pending: hanging, pools: () => undefined });
    figures.mailbox.turn('committed');
    const text = await telemetry.metrics();
    expect(text).to.contain('berth_mailbox_turns_total{berth_outcome="committed"').and.not.to.contain('berth_outbox_unpublished{');
    await telemetry.shutdown();
  });
});
