import { expect } from 'chai';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import pg from 'pg';
import { actor } from '../actor/actor.ts';
import { createMailbox, type Mailbox } from '../actor/mailbox.ts';
import { single } from '../actor/state.ts';
import type { Caller, Key, Store, Turn } from '../actor/types.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { postgresEffects } from './table.ts';
import { effectType, Permanent, type EffectContext, type EffectRunner } from './types.ts';
import { startEffectWorker, type EffectWorker } from './worker.ts';

interface Bell {
  readonly id: string;
  readonly rung: number;
  readonly note: string;
}
type BellEvent = { readonly type: 'heard'; readonly id: string; readonly note: string };

const TENANT = '018f0000-0000-7000-8000-00000000000a';
const caller: Caller = { tenantId: TENANT, subject: 'service:test', roles: ['service'] };
const tracer = trace.getTracer('test');
const logger = createLogger({ service: 'test', level: 'fatal' });
const ring = effectType<{ note: string }, { note: string }>('ring');

const store: Store<Bell> = {
  async load(query, loads) {
    const rows = await query.run<Bell>('select id, rung, note from bell where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, row]));
  },
  async save(query, changes) {
    for (const { tenantId, key, after } of changes) {
      await query.run(
        'insert into bell (tenant_id, id, rung, note) values ($1, $2, $3, $4) on conflict (tenant_id, id) do update set rung = excluded.rung, note = excluded.note',
        [tenantId, key.id, after?.rung, after?.note],
      );
    }
  },
};

const heard = (turn: Turn<Bell | undefined, BellEvent>, id: string, note: string): void => void turn.apply({ events: [{ type: 'heard', id, note }] });

const bell = actor({
  name: 'bell',
  state: single<Bell>('bell', store),
  behaviour: { initial: undefined, evolve: (state: Bell | undefined, { id, note }: BellEvent) => ({ id, rung: (state?.rung ?? 0) + 1, note }) },
  outcomes: { ring: (turn, outcome: { note: string }) => heard(turn, turn.state?.id ?? '', outcome.note) },
  reminders: { later: (turn) => heard(turn, turn.state?.id ?? '', 'later') },
});

describe('effects and reminders on a real database', function () {
  this.timeout(20_000);
  let files: TestDatabase;
  let database: Database;
  let mailbox: Mailbox;
  let now: Date;

  before(async () => {
    files = await createTestDatabase('effects');
    const { ownerUrl, appUrl, relayUrl } = files;
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query('create table bell (tenant_id uuid not null, id uuid not null, rung int not null, note text not null, primary key (tenant_id, id))');
    await owner.end();
    await migrate({ ownerUrl, appUrl, relayUrl });
    database = await openDatabase({ url: appUrl, relayUrl, entities: [], tracer });
  });
  beforeEach(() => {
    now = new Date('2027-03-01T09:00:00Z');
    mailbox = createMailbox({ service: 'test', actors: [bell], database, tracer, logger, now: () => now });
  });
  afterEach(async () => {
    await mailbox[Symbol.asyncDispose]();
    await database.relay.run('delete from effect');
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  const submit = (id: string, run: (turn: Turn<Bell | undefined, BellEvent>) => void) => {
    const keys: Key[] = [{ type: 'bell', id }];
    return mailbox.submit({ actor: bell, caller, method: 'test', requestId: newId(), keys, context: ROOT_CONTEXT, run: (turn) => (heard(turn, id, 'asked'), run(turn), new Uint8Array()) });
  };

  const start = (run: EffectRunner<{ note: string }, { note: string }>['run'], more: Partial<EffectRunner<{ note: string }, { note: string }>> = {}): EffectWorker =>
    startEffectWorker({ service: 'test', actors: [bell], runners: [{ type: ring, run, ...more }], mailbox, database, tracer, logger, now: () => now, pollMs: 10 });

  const bellOf = async (id: string): Promise<Bell | undefined> =>
    (await database.read([TENANT], (query) => query.run<Bell>('select id, rung, note from bell where id = $1', [id])))[0];

  /** Looks until the bell is as wanted; the runner's timeout is the limit. */
  async function until(id: string, holds: (found: Bell | undefined) => boolean): Promise<Bell | undefined> {
    for (;;) {
      const found = await bellOf(id);
      if (holds(found)) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const rowsLeft = async (): Promise<{ attempts: number; parked_time: Date | null; last_error: string | null }[]> =>
    database.relay.run('select attempts, parked_time, last_error from effect');

  /** Resolves when a worker has looked for due work since, and done what it found. */
  async function looked(): Promise<void> {
    const id = newId();
    await submit(id, (turn) => turn.effect(ring, { note: 'look' }));
    await until(id, (found) => found?.rung === 2);
    await mailbox.idle();
  }

  it('makes the call after the commit and delivers its outcome as a turn, which removes the row', async () => {
    const id = newId();
    await using _ = start(async ({ note }) => ({ note: `${note}!` }));
    await submit(id, (turn) => turn.effect(ring, { note: 'ding' }));
    expect(await until(id, (found) => found?.rung === 2)).to.include({ note: 'ding!' });
    expect(await rowsLeft()).to.deep.equal([]);
  });

  it('tries again later with the same id, and later still', async () => {
    const id = newId();
    const ids: string[] = [];
    const attempt = async ({ note }: { note: string }, { id: effectId, attempt: number }: EffectContext) => {
      if (note === 'look') return { note };
      ids.push(effectId);
      if (number < 3) throw new Error('not yet');
      return { note };
    };
    await using _ = start(attempt);
    await submit(id, (turn) => turn.effect(ring, { note: 'third time' }));
    await looked();
    expect(ids).to.have.length(1);
    const found = await until(id, (bellNow) => {
      now = new Date(now.getTime() + 1_000);
      return bellNow?.rung === 2;
    });
    expect(found?.note).to.equal('third time');
    expect(new Set(ids).size).to.equal(1);
    expect(ids).to.have.length(3);
  });

  it('makes a call that is under way no second time while its lease lasts', async () => {
    const id = newId();
    const gate = Promise.withResolvers<void>();
    let calls = 0;
    const slow = async ({ note }: { note: string }) => {
      if (note === 'look') return { note };
      calls += 1;
      await gate.promise;
      return { note };
    };
    await using _one = start(slow);
    await using _two = start(slow);
    await submit(id, (turn) => turn.effect(ring, { note: 'once' }));
    while (calls < 1) await new Promise((resolve) => setImmediate(resolve));
    for (let look = 0; look < 3; look += 1) await looked();
    expect(calls).to.equal(1);
    gate.resolve();
    await until(id, (found) => found?.rung === 2);
  });

  it('delivers an outcome once, even when two workers made the call', async () => {
    const id = newId();
    const gate = Promise.withResolvers<void>();
    let calls = 0;
    const slow = async ({ note }: { note: string }) => {
      calls += 1;
      await gate.promise;
      return { note };
    };
    await using _one = start(slow);
    await submit(id, (turn) => turn.effect(ring, { note: 'once' }));
    while (calls < 1) await new Promise((resolve) => setImmediate(resolve));
    // The lease ends while the first worker still waits, as after a long pause of its process.
    now = new Date(now.getTime() + 3_600_000);
    await using _two = start(slow);
    while (calls < 2) await new Promise((resolve) => setImmediate(resolve));
    gate.resolve();
    await until(id, (found) => found?.rung === 2);
    await mailbox.idle();
    expect((await bellOf(id))?.rung).to.equal(2);
  });

  it('parks what trying again cannot mend, until an operator sends it on its way', async () => {
    const id = newId();
    let broken = true;
    await using worker = start(async ({ note }) => {
      if (broken) throw new Permanent('the bell is cracked');
      return { note };
    });
    await submit(id, (turn) => turn.effect(ring, { note: 'mended' }));
    let [row] = await rowsLeft();
    while (!row?.parked_time) [row] = await rowsLeft();
    expect(row.last_error).to.equal('the bell is cracked');
    broken = false;
    const [parked] = await database.relay.run<{ id: string }>('select id from effect');
    expect(await postgresEffects.redrive(database.relay, parked?.id ?? '')).to.equal(true);
    now = new Date(Date.now() + 60_000);
    worker.wake();
    expect((await until(id, (found) => found?.rung === 2))?.note).to.equal('mended');
  });

  it('turns a hopeless call into an outcome when its runner knows one', async () => {
    const id = newId();
    const hopeless = async (): Promise<never> => {
      throw new Permanent('no');
    };
    await using _ = start(hopeless, { giveUp: () => ({ note: 'given up' }) });
    await submit(id, (turn) => turn.effect(ring, { note: '' }));
    expect((await until(id, (found) => found?.rung === 2))?.note).to.equal('given up');
  });

  it('reminds when it is due and not before; a newer reminder replaces an older one', async () => {
    const id = newId();
    await using _ = start(async ({ note }) => ({ note }));
    await submit(id, (turn) => turn.remind('later', new Date(now.getTime() + 60_000)));
    await submit(id, (turn) => turn.remind('later', new Date(now.getTime() + 120_000)));
    now = new Date(now.getTime() + 90_000);
    await looked();
    expect((await bellOf(id))?.rung).to.equal(2);
    now = new Date(now.getTime() + 60_000);
    expect((await until(id, (found) => found?.rung === 3))?.note).to.equal('later');
    expect(await rowsLeft()).to.deep.equal([]);
  });

  it('forgets a reminder that was taken back', async () => {
    const id = newId();
    await submit(id, (turn) => turn.remind('later', now));
    await submit(id, (turn) => turn.forget('later'));
    expect(await rowsLeft()).to.deep.equal([]);
  });
});
