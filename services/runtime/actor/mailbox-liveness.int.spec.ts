import { expect } from 'chai';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import pg from 'pg';
import { openDatabase, type Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { Failure } from '../errors.ts';
import { systemClock } from '../clock.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { actor } from './actor.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type { Submission } from './submission.ts';
import type { Query } from '../db/query.ts';
import type { Caller, Key, Load } from './types.ts';

const caller: Caller = { tenantId: newId(), subject: 'service:test', roles: ['service'] };
const tracer = trace.getTracer('test');
const logger = createLogger({ service: 'test', level: 'fatal' });

/** An actor without state: what matters here is whether its turns are run at all. */
const nothing = actor({
  name: 'nothing',
  state: { stores: { nothing: { load: async () => new Map(), save: async () => undefined } }, compose: () => undefined, decompose: () => [] },
  behaviour: { initial: undefined, evolve: () => undefined },
});

describe('a mailbox that has work', function () {
  this.timeout(10_000);
  let files: TestDatabase;
  let database: Database;

  before(async () => {
    files = await createTestDatabase('liveness');
    const { appUrl: url, relayUrl } = files;
    await migrate(files);
    database = await openDatabase({ url, relayUrl, entities: [], tracer });
  });

  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  const keyOf = (id: string): Key => ({ type: 'nothing', id });
  const open = (maxBatch = 128): Mailbox => createMailbox({ service: 'test', actors: [nothing], database, tracer, logger, maxBatch });
  const turn = (more: Partial<Submission> = {}): Submission => ({
    actor: nothing,
    caller,
    method: 'test/Turn',
    requestId: newId(),
    keys: [keyOf(newId())],
    context: ROOT_CONTEXT,
    run: () => new Uint8Array(),
    ...more,
  });
  const reasonOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(() => 'none', (error: unknown) => (error instanceof Failure ? `${error.code} ${error.reason}` : String(error)));

  it('goes on behind turns that nobody wants any more', async () => {
    await using mailbox = open(1);
    const left = mailbox.submit(turn({ signal: AbortSignal.abort() }));
    const late = mailbox.submit(turn({ deadline: new Date(0) }));
    const wanted = mailbox.submit(turn());
    expect(await Promise.all([left, late, wanted].map(reasonOf))).to.deep.equal(['CANCELLED CALLER_LEFT', 'DEADLINE_EXCEEDED QUEUED_TOO_LONG', 'none']);
  });

  it('takes a tenant’s few turns past the crowd of another', async () => {
    const [crowd, gate] = [newId(), Promise.withResolvers<void>()];
    // The crowd's batches hang where they read their state, in as many lanes as they are given.
    const load = async (_: Query, loads: readonly Load[]) => {
      if (loads.some(({ tenantId }) => tenantId === crowd)) await gate.promise;
      return new Map<string, never>();
    };
    const hanging = { ...nothing, state: { ...nothing.state, stores: { nothing: { load, save: async () => undefined } } } };
    await using mailbox = createMailbox({ service: 'test', actors: [hanging], database, tracer, logger });
    const many = Array.from({ length: 600 }, () => reasonOf(mailbox.submit(turn({ actor: hanging, caller: { ...caller, tenantId: crowd } }))));
    expect(await reasonOf(mailbox.submit(turn({ actor: hanging })))).to.equal('none');
    gate.resolve();
    expect(new Set(await Promise.all(many))).to.deep.equal(new Set(['none']));
  });

  it('runs a crowd in small batches as long as others come past it', async () => {
    const [crowd, gate] = [newId(), Promise.withResolvers<void>()];
    const sizes: number[] = [];
    const load = async (_: Query, loads: readonly Load[]) => {
      if (loads.every(({ tenantId }) => tenantId !== crowd)) return new Map<string, never>();
      sizes.push(loads.length);
      await gate.promise;
      return new Map<string, never>();
    };
    const counted = { ...nothing, state: { ...nothing.state, stores: { nothing: { load, save: async () => undefined } } } };
    // Time stands still: whoever came past the crowd has just done so.
    const clock = { ...systemClock, monotonic: () => 0 };
    await using mailbox = createMailbox({ service: 'test', actors: [counted], database, tracer, logger, clock });
    const many = Array.from({ length: 600 }, () => reasonOf(mailbox.submit(turn({ actor: counted, caller: { ...caller, tenantId: crowd } }))));
    await reasonOf(mailbox.submit(turn({ actor: counted })));
    gate.resolve();
    expect(new Set(await Promise.all(many))).to.deep.equal(new Set(['none']));
    expect(Math.max(...sizes)).to.equal(32);
  });

  it('leaves a new key to the replica that has just begun to use it, and waits for nobody', async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const load = async () => {
      reached.resolve();
      await gate.promise;
      return new Map<string, never>();
    };
    const slow = { ...nothing, state: { ...nothing.state, stores: { nothing: { load, save: async () => undefined } } } };
    await using other = createMailbox({ service: 'test', actors: [slow], database, tracer, logger });
    const key = keyOf(newId());
    const first = reasonOf(other.submit(turn({ actor: slow, keys: [key] })));
    await reached.promise;
    let transactions = 0;
    const counted: Database = { ...database, write: (tenants, work) => ((transactions += 1), database.write(tenants, work)) };
    await using mailbox = createMailbox({ service: 'test', actors: [nothing], database: counted, tracer, logger });
    const stuck = reasonOf(mailbox.submit(turn({ keys: [key] })));
    const free = Array.from({ length: 12 }, () => reasonOf(mailbox.submit(turn())));
    expect(new Set(await Promise.all(free))).to.deep.equal(new Set(['none']));
    // One batch, and the one that waits for the key.
    expect(transactions).to.be.at.most(2);
    gate.resolve();
    expect([await first, await stuck]).to.deep.equal(['none', 'none']);
  });

  it('is not held up by a new key that a replica which hangs has just begun to use', async () => {
    await using mailbox = open();
    const key = keyOf(newId());
    const hanging = new pg.Client({ connectionString: files.relayUrl });
    await hanging.connect();
    await hanging.query('begin');
    await hanging.query('insert into actor_anchor (tenant_id, type, key) values ($1, $2, $3)', [caller.tenantId, key.type, key.id]);
    let told = 0;
    const stuck = Promise.all(Array.from({ length: 20 }, () => reasonOf(mailbox.submit(turn({ keys: [key] }))).finally(() => (told += 1))));
    const free = await Promise.all(Array.from({ length: 12 }, () => reasonOf(mailbox.submit(turn()))));
    expect(told).to.equal(0);
    expect(new Set(free)).to.deep.equal(new Set(['none']));
    await hanging.query('rollback');
    await hanging.end();
    expect(new Set(await stuck)).to.deep.equal(new Set(['none']));
  });
});
