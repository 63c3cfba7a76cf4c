/** The relay against a real Postgres and a real NATS: nothing committed is lost, and each key's events keep their order. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Nats as NatsServer } from '../../../deploy/dev/nats.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { newId } from '../ids.ts';
import type { Nats } from './connection.ts';
import { postgresLeaderLock } from './leadership.ts';
import { postgresOutbox, type OutboxTable } from './outbox.ts';
import { postgresRetention } from './retention.ts';
import { ensureStream, managerOf } from './streams.ts';
import { startRelay, type Relay, type RelayOptions, type RelayTables } from './relay.ts';
import { commitEvents, connectTo, eventually, freshDatabase, freshNatsServer, messageIds, noTracer, freshPostgres, silent } from './test-stand.ts';
import type { TestEvent } from './test-events.ts';

const STREAM = 'BERTH_BOOKING';

describe('relay', function () {
  this.timeout(120_000);
  let database: Database;
  let server: NatsServer & { readonly dir: string };
  let nats: Nats;
  let stack: AsyncDisposableStack;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    database = stack.use(await freshDatabase());
    server = stack.use(await freshNatsServer());
    nats = stack.use(await connectTo(server));
  });

  afterEach(() => stack.disposeAsync());

  const start = (more: Partial<RelayOptions> = {}): Relay =>
    stack.use(startRelay({ service: 'booking', database, nats, tracer: noTracer, logger: silent, pollMs: 50, candidacyMs: 100, ...more }));

  const commit = async (events: readonly TestEvent[]): Promise<string[]> => commitEvents(database, 'booking', events);

  /** `count` events, spread over `keys` keys. */
  const burst = (count: number, keys: readonly string[], from = 0): TestEvent[] =>
    Array.from({ length: count }, (_, index) => ({
      key: keys[index % keys.length] ?? newId(),
      version: from + Math.floor(index / keys.length) + 1,
    }));

  /** The outbox, and a way to wait for some more rounds of the relay. */
  function watchedRounds(): { tables: RelayTables; more: () => Promise<void> } {
    let looks = 0;
    const unpublished: OutboxTable['unpublished'] = (...args) => ((looks += 1), postgresOutbox.unpublished(...args));
    return {
      tables: { outbox: { ...postgresOutbox, unpublished }, leader: postgresLeaderLock },
      async more() {
        const enough = looks + 5;
        await eventually('the relay looks on', () => looks >= enough);
      },
    };
  }

  async function replaceUnder(ids: readonly string[]): Promise<void> {
    const manager = await managerOf(await nats.connection());
    await manager.streams.delete(STREAM);
    await ensureStream(manager, 'booking');
    const fresh = await commit(burst(1, [newId()]));
    await eventually('all are published again', async () => (await countMessages()) === 51);
    expect(await messageIds(nats, STREAM)).to.have.members([...ids, ...fresh]);
  }

  it('publishes what is committed, each key in order, and notes where', async () => {
    const relay = start();
    const keys = Array.from({ length: 7 }, newId);
    const events = burst(700, keys);
    const ids = await commit(events);
    relay.wake();
    await relay.idle();

    const published = await messageIds(nats, STREAM);
    expect(published).to.have.members(ids);
    for (const key of keys) {
      const wanted = ids.filter((_, index) => events[index]?.key === key);
      expect(published.filter((id) => wanted.includes(id))).to.deep.equal(wanted);
    }
    const rows = await database.relay.run<{ id: string; stream: string; stream_seq: bigint }>('select id, stream, stream_seq from outbox');
    for (const row of rows) {
      expect(row.stream).to.equal(STREAM);
      expect(published[Number(row.stream_seq) - 1]).to.equal(row.id);
    }
  });

  it('stores an event once when it dies between publishing and noting it', async () => {
    const relay = start();
    const ids = await commit(burst(20, [newId()]));
    await relay.idle();
    await database.relay.run('update outbox set published_time = null, stream = null, stream_seq = null');
    await relay.idle();
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
  });

  it('drains the backlog in order when the broker comes back', async () => {
    await server.stop();
    const relay = start();
    const ids = await commit(burst(300, [newId()]));
    relay.wake();
    await server.start();
    await relay.idle();
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
  });

  it('publishes everything again after the store was wiped', async () => {
    const relay = start();
    const key = newId();
    const before = await commit(burst(100, [key]));
    await relay.idle();
    await server.wipe();
    const after = await commit(burst(10, [key], 100));
    await eventually('all are published again', async () => (await countMessages()) === 110);
    expect(await messageIds(nats, STREAM)).to.deep.equal([...before, ...after]);
  });

  it('publishes again what was lost when the stream is deleted under it', async () => {
    const relay = start({ compareMs: 200 });
    const ids = await commit(burst(50, [newId()]));
    await relay.idle();
    await (await managerOf(await nats.connection())).streams.delete(STREAM);
    await eventually('all are published again', async () => (await countMessages()) === 50);
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
  });

  it('notices by the numbers that it is given that the stream was replaced under it', async () => {
    const relay = start();
    const ids = await commit(burst(50, [newId()]));
    await relay.idle();
    await replaceUnder(ids);
  });

  it('notices it with the first event that it publishes after it took over', async () => {
    const ids = await commit(burst(50, [newId()]));
    await start()[Symbol.asyncDispose]();
    expect(await countMessages()).to.equal(50);
    const { tables, more } = watchedRounds();
    start({ tables });
    await more();
    await replaceUnder(ids);
  });

  describe('compares with the broker though there is nothing new to publish', () => {
    const NEVER = { compareMs: 1e9 };

    it('when it is reached again', async () => {
      const relay = start(NEVER);
      const ids = await commit(burst(50, [newId()]));
      await relay.idle();
      await server.wipe();
      await eventually('all are published again', async () => (await countMessages()) === 50);
      expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
    });

    it('negative control: not when nobody tells it that it is', async () => {
      const { tables, more } = watchedRounds();
      const relay = start({ ...NEVER, tables, nats: { ...nats, onConnected: () => ({ [Symbol.dispose]: () => undefined }) } });
      await commit(burst(50, [newId()]));
      await relay.idle();
      await server.wipe();
      await eventually('the broker is reached', () => nats.live() !== undefined);
      await more();
      expect(await countMessages()).to.equal(-1);
    });

    it('every minute, and not earlier', async () => {
      const { tables, more } = watchedRounds();
      let later = 0;
      const clock: Clock = { ...systemClock, monotonic: () => performance.now() + later };
      const relay = start({ tables, clock });
      const ids = await commit(burst(50, [newId()]));
      await relay.idle();
      await (await managerOf(await nats.connection())).streams.delete(STREAM);
      later = 30_000;
      await more();
      expect(await countMessages()).to.equal(-1);
      later = 60_000;
      await eventually('all are published again', async () => (await countMessages()) === 50);
      expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
    });
  });

  describe('after a power cut that took back acknowledged events', () => {
    let key: string;
    let kept: string[];
    let lost: string[];

    /** The store as it was after the first events: what a disk holds that was not asked to sync. */
    async function cutPower(relay: Relay): Promise<void> {
      key = newId();
      kept = await commit(burst(40, [key]));
      await relay.idle();
      await server.stop();
      await cp(join(server.dir, 'jetstream'), join(server.dir, 'saved'), { recursive: true });
      await server.start();
      lost = await commit(burst(60, [key], 40));
      await relay.idle();
      await server.stop();
      await rm(join(server.dir, 'jetstream'), { recursive: true });
      await cp(join(server.dir, 'saved'), join(server.dir, 'jetstream'), { recursive: true });
    }

    it('publishes them again before anything new', async () => {
      const relay = start();
      await cutPower(relay);
      const fresh = await commit(burst(30, [key], 100));
      await server.start();
      await eventually('all are published again', async () => (await countMessages()) === 130);
      await relay.idle();
      expect(await messageIds(nats, STREAM)).to.deep.equal([...kept, ...lost, ...fresh]);
    });

    it('finds them when their numbers were given out again meanwhile', async () => {
      const relay = start();
      await cutPower(relay);
      await relay[Symbol.asyncDispose]();
      await server.start();
      // A relay that does not look publishes as many new events as were lost: numbers alone now agree.
      const careless = start({ rewind: false });
      const fresh = await commit(burst(60, [newId()]));
      await careless.idle();
      await careless[Symbol.asyncDispose]();
      expect(await countMessages()).to.equal(100);

      start();
      await eventually('all are published again', async () => (await countMessages()) === 160);
      expect(await messageIds(nats, STREAM)).to.deep.equal([...kept, ...fresh, ...lost]);
    });

    it('negative control: without the comparison they stay lost', async () => {
      const relay = start({ rewind: false });
      await cutPower(relay);
      await server.start();
      await commit(burst(30, [key], 100));
      await relay.idle();
      expect(await messageIds(nats, STREAM)).to.not.include.members(lost);
    });
  });

  it('publishes a purged and a singly deleted event again', async () => {
    const relay = start({ compareMs: 200 });
    // So many that those which go are older than the last ones, whose ids are compared anyway.
    const ids = await commit(burst(300, [newId()]));
    await relay.idle();
    const manager = await managerOf(await nats.connection());
    // Past the broker's memory of message ids, which outlives the messages.
    await manager.streams.update(STREAM, { duplicate_window: 100_000_000 });
    await manager.streams.deleteMessage(STREAM, 5);
    await manager.streams.purge(STREAM, { seq: 3 });
    await eventually('three are published again', async () => (await countMessages()) === 300);
    const { state } = await manager.streams.info(STREAM);
    const last = await Promise.all([301, 302, 303].map((seq) => manager.streams.getMessage(STREAM, { seq })));
    expect(state.last_seq).to.equal(303);
    expect(last.map(({ header }) => header.get('Nats-Msg-Id'))).to.have.members([ids[0], ids[1], ids[4]]);
  });

  it('lets one replica publish, and the other take over', async () => {
    const other = stack.use(await connectTo(server));
    const first = start();
    await eventually('the first leads', () => first.isLeading());
    const second = start({ nats: other });
    const ids = await commit(burst(5, [newId()]));
    second.wake();
    await second.idle();
    expect([first.isLeading(), second.isLeading()]).to.deep.equal([true, false]);

    await first[Symbol.asyncDispose]();
    await eventually('the second leads', () => second.isLeading());
    ids.push(...(await commit(burst(5, [newId()]))));
    await second.idle();
    expect(await messageIds(nats, STREAM)).to.have.members(ids);
  });

  it('publishes what is committed when it is told to stop before it led', async () => {
    const ids = await commit(burst(5, [newId()]));
    await start()[Symbol.asyncDispose]();
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
  });

  it('gives a broker that is away when it stops a little time to come back', async () => {
    let asked = 0;
    const broker: Nats['broker'] = () => ((asked += 1) > 5 ? nats.broker() : undefined);
    const ids = await commit(burst(5, [newId()]));
    await start({ nats: { ...nats, broker } })[Symbol.asyncDispose]();
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
  });

  it('goes on after its connection to the database was ended', async () => {
    const relay = start();
    await eventually('it leads', () => relay.isLeading());
    const ended = await database.relay.run(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`);
    expect(ended).to.have.length(1);
    const ids = await commit(burst(5, [newId()]));
    await relay.idle();
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
  });

  it('leads again at once, also while its housekeeping hangs', async () => {
    const hanging = Promise.withResolvers<Date>();
    const retention = { ...postgresRetention, present: () => hanging.promise };
    const relay = start({ tables: { outbox: postgresOutbox, leader: postgresLeaderLock, retention } });
    await eventually('it leads', () => relay.isLeading());
    await database.relay.run(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`);
    const ids = await commit(burst(5, [newId()]));
    await relay.idle();
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
    hanging.resolve(new Date());
  });

  it('gives up its lock when nobody is behind its connection any more', async () => {
    await using left = await database.relay.connect();
    await postgresLeaderLock.prepare(left.query);
    const [row] = await left.query.run<{ ms: number }>(`select setting::int as ms from pg_settings where name = 'idle_session_timeout'`);
    expect(row?.ms).to.be.within(10_000, 60_000);
  });

  it('goes on after Postgres was restarted', async () => {
    const postgres = stack.use(await freshPostgres());
    database = stack.use(await freshDatabase([], postgres));
    const relay = start();
    await eventually('it leads', () => relay.isLeading());
    await postgres.stop();
    await eventually('it leads no longer', () => !relay.isLeading());
    await postgres.start();
    const ids = await commit(burst(5, [newId()]));
    await relay.idle();
    expect(await messageIds(nats, STREAM)).to.deep.equal(ids);
  });

  it('lets an event that the broker refuses hold up its own key only', async () => {
    const relay = start();
    const big = newId();
    const small = newId();
    await commit([{ key: big, version: 1, payload: new Uint8Array(2_000_000) }]);
    const [id] = await commit(burst(1, [small]));
    relay.wake();
    await eventually('the other key is published', async () => (await countMessages()) === 1);
    expect(await messageIds(nats, STREAM)).to.deep.equal([id]);
  });

  async function countMessages(): Promise<number> {
    const manager = await managerOf(await nats.connection());
    // -1: the stream is not there, or the broker is not.
    return manager.streams.info(STREAM).then(({ state }) => state.messages, () => -1);
  }
});
