import { expect } from 'chai';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import pg from 'pg';
import { openDatabase, type Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import type { Query } from '../db/query.ts';
import { Failure, reject } from '../errors.ts';
import { derivedId, newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { actor } from './actor.ts';
import { createMailbox, type Mailbox, type MailboxOptions } from './mailbox.ts';
import { single } from './state.ts';
import type { Caller, Change, Key, Load, Store, Turn } from './types.ts';

/** A jar that holds at most so many marbles: the smallest invariant that a lost update breaks. */
interface Jar {
  readonly id: string;
  readonly marbles: number;
}
type JarEvent = { readonly type: 'put'; readonly id: string };

const CAPACITY = 50;
const TENANT = '018f0000-0000-7000-8000-00000000000a';
const caller: Caller = { tenantId: TENANT, subject: 'service:test', roles: ['service'] };
const tracer = trace.getTracer('test');
const logger = createLogger({ service: 'test', level: 'fatal' });

const jarStore: Store<Jar> = {
  async load(query: Query, loads: readonly Load[]) {
    const rows = await query.run<Jar>('select id, marbles from jar where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, row]));
  },
  async save(query: Query, changes: readonly Change<Jar>[]) {
    for (const { tenantId, key, after } of changes) {
      await query.run(
        `insert into jar (tenant_id, id, marbles) values ($1, $2, $3)
         on conflict (tenant_id, id) do update set marbles = excluded.marbles`,
        [tenantId, key.id, after?.marbles ?? 0],
      );
    }
  },
};

const jar = actor({
  name: 'jar',
  state: single<Jar>('jar', jarStore),
  behaviour: {
    initial: undefined,
    evolve: (state: Jar | undefined, { id }: JarEvent): Jar | undefined => ({ id, marbles: (state?.marbles ?? 0) + 1 }),
  },
  reminders: { tip: (turn) => put(turn, 'reminded') },
});

type JarTurn = Turn<Jar | undefined, JarEvent>;
const keyOf = (id: string): Key => ({ type: 'jar', id });

function put(turn: JarTurn, id: string): void {
  const full = (turn.state?.marbles ?? 0) >= CAPACITY;
  turn.apply(full ? { rejection: reject('JAR_FULL', 'The jar is full.') } : { events: [{ type: 'put', id: turn.state?.id ?? id }] });
}

describe('the mailbox on a real database', function () {
  this.timeout(10_000);
  let files: TestDatabase;
  let database: Database;

  before(async () => {
    files = await createTestDatabase('mailbox');
    const { ownerUrl, appUrl, relayUrl } = files;
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query('create table jar (tenant_id uuid not null, id uuid not null, marbles int not null, primary key (tenant_id, id))');
    await owner.end();
    await migrate({ ownerUrl, appUrl, relayUrl });
    database = await openDatabase({ url: appUrl, relayUrl, entities: [], tracer });
  });

  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  const open = (more: Partial<MailboxOptions> = {}): Mailbox =>
    createMailbox({ service: 'test', actors: [jar], database, tracer, logger, ...more });

  const submitPut = (mailbox: Mailbox, id: string, requestId: string = newId(), more: { bodyHash?: Uint8Array; deadline?: Date; signal?: AbortSignal; caller?: Caller } = {}) =>
    mailbox.submit({
      actor: jar,
      caller,
      method: 'test/Put',
      requestId,
      bodyHash: new Uint8Array([1]),
      keys: [keyOf(id)],
      context: ROOT_CONTEXT,
      ...more,
      run: (turn) => {
        put(turn, id);
        return Buffer.from(String(turn.state?.marbles));
      },
    });

  const marblesIn = async (id: string): Promise<number> => {
    const [row] = await database.read([TENANT], (query) => query.run<{ marbles: number }>('select marbles from jar where id = $1', [id]));
    return row?.marbles ?? 0;
  };

  const refusals = (results: PromiseSettledResult<unknown>[]): string[] =>
    results.flatMap((result) => (result.status === 'rejected' && result.reason instanceof Failure ? [result.reason.reason] : []));

  it('never shows a turn what another tenant has under the same id, though they share a batch', async () => {
    await using mailbox = open();
    const id = newId();
    const stranger: Caller = { ...caller, tenantId: '018f0000-0000-7000-8000-00000000000b' };
    await Promise.all([submitPut(mailbox, id), submitPut(mailbox, id)]);
    const answers = await Promise.all([submitPut(mailbox, id), submitPut(mailbox, id, newId(), { caller: stranger })]);
    expect(answers.map(({ reply }) => Buffer.from(reply).toString())).to.deep.equal(['3', '1']);
  });

  for (const maxBatch of [128, 1]) {
    it(`lets exactly as many in as there is room for, at batch size ${maxBatch}`, async () => {
      await using mailbox = open({ maxBatch });
      const id = newId();
      const results = await Promise.allSettled(Array.from({ length: 200 }, () => submitPut(mailbox, id)));
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(CAPACITY);
      expect(new Set(refusals(results))).to.deep.equal(new Set(['JAR_FULL']));
      expect(await marblesIn(id)).to.equal(CAPACITY);
    });
  }

  it('holds between two mailboxes that know nothing of each other', async () => {
    // Small batches on a key that exists: making its anchor would keep the two apart even without locks.
    await using one = open({ maxBatch: 3 });
    await using other = open({ maxBatch: 3 });
    const id = newId();
    await submitPut(one, id);
    const results = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => submitPut(n % 2 ? one : other, id)));
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(CAPACITY - 1);
    expect(await marblesIn(id)).to.equal(CAPACITY);
  });

  it('answers a repeated request from its log, and refuses its id for another body', async () => {
    await using mailbox = open();
    const id = newId();
    const requestId = newId();
    const answers = await Promise.all(Array.from({ length: 5 }, () => submitPut(mailbox, id, requestId)));
    expect(answers.map(({ reply }) => Buffer.from(reply).toString())).to.deep.equal(['1', '1', '1', '1', '1']);
    expect(answers.filter(({ replayed }) => !replayed)).to.have.length(1);
    expect(await marblesIn(id)).to.equal(1);
    const [reused] = await Promise.allSettled([submitPut(mailbox, id, requestId, { bodyHash: new Uint8Array([2]) })]);
    expect(refusals([reused])).to.deep.equal(['REQUEST_ID_REUSED']);
  });

  it('does a request that reaches two replicas at once only once', async () => {
    await using one = open();
    await using other = open();
    const requestId = newId();
    const slow = new pg.Client({ connectionString: files.relayUrl });
    await slow.connect();
    await slow.query('begin; lock table jar in exclusive mode');
    // Different keys, as two attempts at a create have: only the request log can tell that they are one.
    const both = Promise.all([submitPut(one, newId(), requestId), submitPut(other, newId(), requestId)]);
    // Each has looked into the log and found nothing: one waits for the jar, the other for what the first will have written into the log.
    const waiting = async (): Promise<number> =>
      (await slow.query(`select from pg_locks where not granted and (relation = 'jar'::regclass or locktype = 'transactionid')`)).rowCount ?? 0;
    while ((await waiting()) < 2) await new Promise((resolve) => setImmediate(resolve));
    await slow.query('commit');
    await slow.end();
    const [a, b] = await both;
    expect([a.replayed, b.replayed].filter(Boolean)).to.have.length(1);
  });

  it('answers from its log when the answer to a commit was lost', async () => {
    let lost = false;
    const write: Database['write'] = async (tenants, work) => {
      const result = await database.write(tenants, work);
      if (lost) return result;
      lost = true;
      throw new Error('Connection terminated unexpectedly');
    };
    await using mailbox = open({ database: { ...database, write } });
    const id = newId();
    const { reply, replayed } = await submitPut(mailbox, id);
    expect({ reply: Buffer.from(reply).toString(), replayed }).to.deep.equal({ reply: '1', replayed: true });
    expect(await marblesIn(id)).to.equal(1);
  });

  it('drops a turn whose deadline passed or whose caller left before it began', async () => {
    await using mailbox = open();
    const id = newId();
    const late = { deadline: new Date(Date.now() - 1) };
    const gone = { signal: AbortSignal.abort() };
    const results = await Promise.allSettled([late, gone].map((more) => submitPut(mailbox, id, newId(), more)));
    expect(refusals(results)).to.deep.equal(['QUEUED_TOO_LONG', 'CALLER_LEFT']);
    expect(await marblesIn(id)).to.equal(0);
  });

  it('starts a turn again with the keys it turns out to need', async () => {
    await using mailbox = open();
    const [first, second] = [newId(), newId()];
    let runs = 0;
    await mailbox.submit({
      actor: jar,
      caller,
      method: 'test/Need',
      requestId: newId(),
      keys: [keyOf(first)],
      context: ROOT_CONTEXT,
      run: (turn) => {
        runs += 1;
        turn.need(keyOf(second));
        put(turn, first);
        return new Uint8Array();
      },
    });
    expect(runs).to.equal(2);
  });

  it('keeps a stuck key from holding up others, and tells its own callers to try again', async () => {
    await using mailbox = open();
    const [stuck, free] = [newId(), newId()];
    await submitPut(mailbox, stuck);
    const thief = new pg.Client({ connectionString: files.relayUrl });
    await thief.connect();
    await thief.query('begin');
    await thief.query('select 1 from actor_anchor where key = $1 for update', [stuck]);
    let told = false;
    const waiting = Promise.allSettled([submitPut(mailbox, stuck)]).finally(() => (told = true));
    await submitPut(mailbox, free);
    expect(told).to.equal(false);
    expect(refusals(await waiting)).to.deep.equal(['KEY_BUSY']);
    await thief.query('rollback');
    await thief.end();
    await submitPut(mailbox, stuck);
    expect(await marblesIn(stuck)).to.equal(2);
  });

  it('keeps no anchor of a turn that was refused or changed nothing', async () => {
    await using mailbox = open();
    const [refused, idle] = [newId(), newId()];
    const submit = (id: string, run: (turn: JarTurn) => void) =>
      mailbox.submit({ actor: jar, caller, method: 'test/Look', keys: [keyOf(id)], context: ROOT_CONTEXT, run: (turn) => (run(turn), new Uint8Array()) });
    const results = await Promise.allSettled([
      submit(refused, (turn) => void turn.apply({ rejection: reject('NO', 'No.') })),
      submit(idle, () => undefined),
    ]);
    expect(refusals(results)).to.deep.equal(['NO']);
    const anchors = await database.relay.run('select 1 from actor_anchor where key = any($1::uuid[])', [[refused, idle]]);
    expect(anchors).to.deep.equal([]);
  });

  it('keeps a poison turn from harming the turns that share its batch', async () => {
    await using mailbox = open();
    const good = Array.from({ length: 6 }, () => newId());
    const poison = mailbox.submit({
      actor: jar,
      caller,
      method: 'test/Poison',
      keys: [keyOf(newId())],
      context: ROOT_CONTEXT,
      requestId: 'a request id that breaks its statement \u0000',
      run: () => new Uint8Array(),
    });
    const results = await Promise.allSettled([...good.map((id) => submitPut(mailbox, id)), poison]);
    expect(results.map(({ status }) => status)).to.deep.equal([...good.map(() => 'fulfilled'), 'rejected']);
  });

  it('shows a tenant nothing of another', async () => {
    await using mailbox = open();
    const id = newId();
    await submitPut(mailbox, id);
    const other = derivedId('tenant', 'other');
    const rows = await database.read([other], (query) => query.run('select * from jar where id = $1', [id]));
    expect(rows).to.deep.equal([]);
    const unscoped = await database.read([], (query) => query.run('select * from jar'));
    expect(unscoped).to.deep.equal([]);
  });
});
