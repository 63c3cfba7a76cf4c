/** Retention against a real Postgres with a moved clock: what is old goes, what is young or still needed stays. */
import { expect } from 'chai';
import pg from 'pg';
import { systemClock, type Clock } from '../clock.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { makePartition } from '../db/partitions.ts';
import { sqlState } from '../db/connection.ts';
import { migrate, migrateDown } from '../db/migrate.ts';
import { newId } from '../ids.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import type { BrokerLink } from './broker.ts';
import { postgresDeadLetters } from './dead-letters.ts';
import { postgresLeaderLock } from './leadership.ts';
import { postgresOutbox } from './outbox.ts';
import { postgresPositions } from './positions.ts';
import { startRelay, type RelayTables } from './relay.ts';
import { DEFAULT_RETENTION, dropOldParts, forgetOldRows, postgresRetention, type RetentionOptions, type RetentionTable } from './retention.ts';
import { rewind } from './rewind.ts';
import { eventually, noTracer, silent } from './test-stand.ts';
import { TENANT } from './test-events.ts';

const DAY = 86_400_000;
const START = new Date('2026-01-01T00:00:00Z').getTime();
const day = (number: number): Date => new Date(START + number * DAY);

describe('retention', function () {
  this.timeout(30_000);
  let files: TestDatabase;
  let database: Database;
  let owner: pg.Client;

  beforeEach(async () => {
    files = await createTestDatabase('retention');
    await migrate(files);
    database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: noTracer });
    owner = new pg.Client({ connectionString: files.ownerUrl });
    await owner.connect();
  });

  afterEach(async () => {
    await owner.end();
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  const options = (now: Date, more: Partial<RetentionOptions> = {}): RetentionOptions => ({
    query: database.relay, table: postgresRetention, retention: DEFAULT_RETENTION, logger: silent, signal: new AbortController().signal, now: () => now, ...more,
  });

  /** Takes back the migration that made partitions, and those after it. */
  async function takeBackPartitions(): Promise<void> {
    for (let names: readonly string[] = []; !names.includes('runtime-0002-partitions'); ) {
      names = await migrateDown(files);
      expect(names).to.have.length(1);
    }
  }

  /** As if it had run every day until then. */
  async function live(until: number, from = 0): Promise<void> {
    for (let number = from; number <= until; number += 1) await dropOldParts(options(day(number)));
  }

  async function event(created: Date, published: Date | null = created, place = 1): Promise<string> {
    const id = newId();
    await database.relay.run(
      `insert into outbox (id, tenant_id, type, key, key_version, subject, headers, payload, created_time, published_time, stream, stream_seq)
       values ($1, $2, 'a.b', $1, 1, 's', '{}', '', $3, $4, case when $4::timestamptz is not null then 'S' end, case when $4::timestamptz is not null then $5::bigint end)`,
      [id, TENANT, created, published, place],
    );
    return id;
  }

  const reply = async (requestId: string, time: Date): Promise<void> => {
    await database.relay.run(`insert into request_log values ($1, 'p', 'm', $2, '', '', $3)`, [TENANT, requestId, time]);
  };

  const events = async (): Promise<string[]> => (await database.relay.run<{ id: string }>('select id from outbox order by seq')).map(({ id }) => id);
  const requests = async (): Promise<string[]> =>
    (await database.relay.run<{ request_id: string }>('select request_id from request_log order by created_time')).map(({ request_id }) => request_id);
  const parts = async (table: string): Promise<string[]> =>
    (await owner.query<{ name: string }>('select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1', [table])).rows.map(({ name }) => name);
  /** The table that a row stands in. */
  const homeOf = async (table: string, column: string, value: string): Promise<string | undefined> =>
    (await database.relay.run<{ home: string }>(`select tableoid::regclass::text as home from ${table} where ${column} = $1`, [value]))[0]?.home;

  it('drops what is older than its time and keeps what is younger', async () => {
    const ids: string[] = [];
    for (const number of [2, 20, 39]) {
      await live(number, number);
      ids.push(await event(day(number)));
      await reply(`day ${number}`, day(number));
      expect(await homeOf('outbox', 'id', ids.at(-1) ?? '')).to.match(/^outbox_2026\d{4}$/);
      expect(await homeOf('request_log', 'request_id', `day ${number}`)).to.match(/^request_log_\d{8}$/);
    }
    await live(45, 42);
    expect(await events()).to.deep.equal([ids[2]]);
    await live(60, 46);
    expect(await requests()).to.deep.equal(['day 39']);
    expect(await events()).to.deep.equal([]);
    expect(await parts('outbox')).to.have.length.at.most(5);
    expect(await parts('request_log')).to.have.length.at.most(6);
  });

  it('never drops a row before its time, whenever it was written', async () => {
    for (let number = 0; number <= 50; number += 1) {
      await dropOldParts(options(day(number)));
      await event(day(number));
      await reply(`${number}`, day(number));
      const oldest = await database.relay.run<{ created: Date }>('select min(created_time) as created from outbox union all select min(created_time) from request_log');
      const days = oldest.map(({ created }) => (day(number).getTime() - created.getTime()) / DAY);
      expect(days[0], 'events').to.be.at.least(Math.min(number, 14)).and.below(14 + 7 + 1);
      expect(days[1], 'requests').to.be.at.least(Math.min(number, 30)).and.below(30 + 10 + 1);
      expect([await homeOf('outbox', 'created_time', day(number).toISOString()), await homeOf('request_log', 'request_id', `${number}`)].some((home) => home?.endsWith('default'))).to.equal(false);
    }
  });

  it('keeps what is not published yet, and what the broker may still lose, however old', async () => {
    await live(1);
    const waiting = await event(day(1), null);
    const late = await event(day(0), day(50));
    await event(day(1), day(2));
    await live(55, 54);
    expect(await events()).to.include.members([waiting, late]);
    await database.relay.run('update outbox set published_time = $1 where id = $2', [day(55), waiting]);
    await live(60, 56);
    expect(await events()).to.include.members([waiting, late]);
    await live(64, 61);
    expect(await events()).to.deep.equal([]);
  });

  it('does not drop a partition when one of its events becomes unpublished at the last moment', async () => {
    await live(1);
    await makePartition(database.relay, 'outbox', day(60));
    await makePartition(database.relay, 'outbox', day(62));
    const id = await event(day(1));
    // So that it waits until the other transaction is over, after it has looked and found nothing.
    await owner.query(`alter function runtime_drop_partition set lock_timeout = '10s'`);
    let dropping: Promise<void> | undefined;
    await database.relay.transaction(async (query) => {
      await query.run('update outbox set published_time = null');
      dropping = dropOldParts(options(day(60)));
      const waits = `select from pg_locks where relation = 'outbox'::regclass and mode = 'AccessExclusiveLock' and not granted`;
      while ((await query.run(waits)).length === 0) await new Promise((resolve) => setImmediate(resolve));
    });
    await dropping;
    expect(await events()).to.deep.equal([id]);
  });

  it('leaves to the comparison with the broker what it may need, over all partitions, and nothing else', async () => {
    const ids: string[] = [];
    for (const [index, number] of [2, 17, 23, 29].entries()) {
      await live(number, number);
      ids.push(await event(day(number), day(number), index + 1));
    }
    await live(30, 30);
    expect(await events()).to.deep.equal(ids.slice(1));
    const asked: number[] = [];
    const messageIdAt = async (_: string, seq: number): Promise<undefined> => void asked.push(seq);
    const compare = async (first: number, last: number): Promise<number> =>
      (await rewind({ query: database.relay, outbox: postgresOutbox, broker: { stateOf: async () => ({ first, last, deleted: [] }), messageIdAt }, stream: 'S', window: 2, now: day(30) })).lost;
    // The broker says that it has all four, and has others at their numbers.
    expect(await compare(1, 4)).to.equal(3);
    expect([...new Set(asked)]).to.have.members([4, 3, 2]);
    // It was wiped: what it would have dropped by now for its age stays published.
    await Promise.all(ids.map((id, index) => database.relay.run('update outbox set published_time = created_time, stream = $1, stream_seq = $2 where id = $3', ['S', index + 1, id])));
    expect(await compare(1, 0)).to.equal(1);
    expect((await postgresOutbox.unpublished(database.relay, 10)).map(({ id }) => id)).to.deep.equal([ids[3]]);
  });

  it('lets nobody wait behind it for longer than a blink', async () => {
    await live(1);
    await event(day(1));
    await owner.query('begin');
    await owner.query('select 1 from outbox');
    // It gives up by itself, whatever its session says.
    const dropping = database.relay.transaction(async (query) => {
      await query.run('set local lock_timeout = 0');
      await dropOldParts(options(day(60), { query }));
    });
    expect(await dropping.then(() => undefined, sqlState)).to.equal('55P03');
    await owner.query('rollback');
    await dropOldParts(options(day(60)));
    expect(await events()).to.deep.equal([]);
  });

  it('catches rows in the default partition when nobody made the next one, and moves them into it later', async () => {
    const id = await event(day(3));
    await reply('early', day(3));
    expect(await homeOf('outbox', 'id', id)).to.equal('outbox_default');
    await dropOldParts(options(day(3)));
    expect(await homeOf('outbox', 'id', id)).to.match(/^outbox_2026/);
    expect(await homeOf('request_log', 'request_id', 'early')).to.match(/^request_log_202/);
  });

  it('leaves too many of them where they are, and deletes them there in time', async () => {
    await database.relay.run(
      `insert into request_log select $1, 'p', 'm', n::text, '', '', $2::timestamptz from generate_series(1, 20001) n`, [TENANT, day(3)],
    );
    const waiting = await event(day(3), null);
    await dropOldParts(options(day(3)));
    expect(await homeOf('request_log', 'request_id', '7')).to.equal('request_log_default');
    await dropOldParts(options(day(32)));
    expect(await requests()).to.have.length(20_001);
    await dropOldParts(options(day(34)));
    expect(await requests()).to.deep.equal([]);
    expect(await events()).to.deep.equal([waiting]);
  });

  it('shows partitions to nobody but through their parent, those that were made later, too', async () => {
    await live(3);
    const id = await event(day(3));
    const names = [...(await parts('outbox')), ...(await parts('request_log'))];
    expect(names).to.have.length.above(4);
    for (const url of [files.appUrl, files.relayUrl]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      for (const name of names) expect(await client.query(`select from ${name}`).then(() => undefined, sqlState), name).to.equal('42501');
      await client.end();
    }
    const { rows } = await owner.query('select from pg_class where relispartition and relkind = $1 and not (relrowsecurity and relforcerowsecurity)', ['r']);
    expect(rows).to.deep.equal([]);
    const seen = (tenant: string): Promise<object[]> => database.read([tenant], (query) => query.run('select from outbox where id = $1', [id]));
    expect([(await seen(TENANT)).length, (await seen(newId())).length]).to.deep.equal([1, 0]);
  });

  it('lets the relay drop nothing else, and others not even that', async () => {
    await live(3);
    const attempts: [string, string, string][] = [
      [files.relayUrl, `drop table ${(await parts('outbox'))[0]}`, '42501'],
      [files.relayUrl, 'drop table actor_anchor', '42501'],
      [files.relayUrl, `select runtime_drop_partition('effect', now(), now())`, '22023'],
      [files.relayUrl, `select runtime_drop_partition('outbox; drop table effect', now(), now())`, '22023'],
      [files.relayUrl, `select runtime_make_partition('effect', now())`, '22023'],
      [files.relayUrl, `select runtime_trim_default('effect', now(), now(), 1)`, '22023'],
      [files.appUrl, `select runtime_drop_partition('outbox', now(), now())`, '42501'],
      [files.appUrl, `select runtime_make_partition('outbox', now())`, '42501'],
      [files.appUrl, `select runtime_trim_default('outbox', now(), now(), 1)`, '42501'],
    ];
    for (const [url, sql, state] of attempts) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      expect(await client.query(sql).then(() => 'allowed', sqlState), sql).to.equal(state);
      await client.end();
    }
    // A table of one's own with the same name is not taken for it.
    await event(day(1));
    await database.relay.transaction(async (query) => {
      await query.run('create temporary table outbox (published_time timestamptz) on commit drop');
      await query.run(`select runtime_drop_partition('outbox', $1, $1)`, [day(60)]);
    });
    expect(await events()).to.deep.equal([]);
  });

  it('forgets positions that did not move, in parts, and replayed dead letters', async () => {
    const [still, moving] = [newId(), newId()];
    const advance = (key: string, keyVersion: bigint): Promise<void> => postgresPositions.advance(database.relay, 'c', [{ tenantId: TENANT, key, keyVersion }]);
    await advance(still, 1n);
    await advance(moving, 1n);
    await database.relay.run(`update consumer_position set updated_time = now() - interval '29 days'`);
    await advance(moving, 2n);
    const letters = [newId(), newId(), newId()];
    for (const id of letters) {
      await postgresDeadLetters.bury(database.relay, { id, tenant_id: TENANT, consumer: 'c', event_id: id, subject: '', headers: {}, payload: new Uint8Array(), error: '', attempts: 1 });
    }
    await database.relay.run(`update dead_letter set created_time = now() - interval '1 year'`);
    await database.relay.run(`update dead_letter set replayed_time = now() - interval '29 days' where id = $1`, [letters[0]]);
    await database.relay.run('update dead_letter set replayed_time = now() where id = $1', [letters[1]]);

    await forgetOldRows(options(new Date()));
    const left = async (): Promise<[number, number]> => {
      const positions = await database.relay.run('select from consumer_position');
      return [positions.length, (await database.relay.run('select from dead_letter')).length];
    };
    expect(await left()).to.deep.equal([2, 3]);
    await forgetOldRows(options(new Date(Date.now() + 2 * DAY)));
    expect(await left()).to.deep.equal([1, 2]);
    await forgetOldRows(options(new Date(Date.now() + 31 * DAY)));
    expect(await database.relay.run('select id from dead_letter')).to.deep.equal([{ id: letters[2] }]);
  });

  it('runs where the relay leads, at once and every hour, and nowhere else', async () => {
    await live(1);
    await event(day(1));
    const hours: (() => void)[] = [];
    const clock: Clock = {
      ...systemClock,
      after(ms, callback) {
        if (ms < 3_600_000) return systemClock.after(ms, callback);
        hours.push(callback);
        return { [Symbol.dispose]: () => undefined };
      },
    };
    let now = day(10);
    const offline: BrokerLink = { broker: () => undefined, hint: () => undefined, onConnected: () => new DisposableStack(), listen: () => new DisposableStack() };
    const relay = { service: 'booking', database, nats: offline, tracer: noTracer, logger: silent, candidacyMs: 50, now: () => now };
    const looks = { leading: 0, waiting: 0 };
    const counting = (who: keyof typeof looks): RelayTables => {
      const makeRoom: RetentionTable['makeRoom'] = (...args) => {
        looks[who] += 1;
        return postgresRetention.makeRoom(...args);
      };
      return { outbox: postgresOutbox, leader: postgresLeaderLock, retention: { ...postgresRetention, makeRoom } };
    };
    await using first = startRelay({ ...relay, clock, tables: counting('leading') });
    await eventually('it has run once', () => hours.length === 1);
    expect(await events()).to.have.length(1);
    await using second = startRelay({ ...relay, tables: counting('waiting') });
    now = day(60);
    hours.shift()?.();
    await eventually('it has run again', () => hours.length === 1);
    expect(await events()).to.deep.equal([]);
    expect([first.isLeading(), second.isLeading(), looks.leading, looks.waiting]).to.deep.equal([true, false, 8, 0]);
  });

  it('moves the rows there are into partitions, and back', async () => {
    await takeBackPartitions();
    await owner.query('grant all on outbox, request_log to public');
    const ids = [await event(day(1)), await event(day(9), null), await event(day(10))];
    await reply('one', day(1));
    await reply('two', day(12));
    await migrate(files);
    expect(await events()).to.deep.equal(ids);
    expect(await requests()).to.deep.equal(['one', 'two']);
    expect(await homeOf('request_log', 'request_id', 'two')).to.match(/^request_log_2026/);
    ids.push(await event(day(11)));
    expect(await events()).to.deep.equal(ids);
    await makePartition(database.relay, 'outbox', day(30));
    await takeBackPartitions();
    const { rows } = await owner.query<{ id: string }>('select id from outbox order by seq');
    expect(rows.map(({ id }) => id)).to.deep.equal(ids);
    await migrate(files);
    expect(await events()).to.deep.equal(ids);
  });
});
