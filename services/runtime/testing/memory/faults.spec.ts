import { expect } from 'chai';
import { isTransient } from '../../db/faults.ts';
import type { Query } from '../../db/query.ts';
import type { Fault, Operation } from './connection.ts';
import { memoryAnchorsWith } from './actor-tables.ts';
import { handClock, type HandClock } from './contract/hand-clock.ts';
import { codeOf, newAddress, TENANT } from './contract/stand.ts';
import { committedRows } from './runtime-rows.ts';
import { createMemoryServer, type MemoryServer } from './server.ts';
import { memoryTables } from './tables.ts';

describe('the memory server', () => {
  let clock: HandClock;
  let server: MemoryServer;
  /** What becomes of statements, by name; taken once. */
  let faults: Map<string, Fault>;
  let seen: Operation[];
  let hold: Map<string, PromiseWithResolvers<void>>;

  beforeEach(() => {
    clock = handClock();
    faults = new Map();
    hold = new Map();
    seen = [];
    server = createMemoryServer({
      clock,
      async pause(operation) {
        seen.push(operation);
        await hold.get(`${operation.client} ${operation.statement}`)?.promise;
        const fault = faults.get(operation.statement);
        faults.delete(operation.statement);
        return fault;
      },
    });
  });

  const address = newAddress();
  const lock = (query: Query, wait = false) => memoryTables.anchors.lock(query, [address], wait);
  const move = async (query: Query, version = 1n): Promise<void> => {
    await lock(query);
    await memoryTables.anchors.save(query, [{ ...address, version, eventVersion: 0n }]);
  };
  const versions = (): bigint[] => committedRows(server).anchors().map(({ version }) => version);
  const settled = (work: Promise<unknown>): { done: boolean } => {
    const state = { done: false };
    void work.then(() => (state.done = true), () => (state.done = true));
    return state;
  };
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };

  it('lets somebody else decide when each statement happens', async () => {
    const gate = Promise.withResolvers<void>();
    hold.set('a commit', gate);
    const a = settled(server.connect('a').database.write([TENANT], (query) => move(query)));
    await turns();
    expect(seen.map(({ client, statement }) => `${client} ${statement}`)).to.deep.equal(['a begin', 'a anchors.insert', 'a anchors.lock', 'a anchors.save', 'a commit']);
    expect([a.done, versions()]).to.deep.equal([false, []]);
    gate.resolve();
    await turns();
    expect([a.done, versions()]).to.deep.equal([true, [1n]]);
  });

  it('rolls back when the connection breaks before a statement', async () => {
    for (const statement of ['begin', 'anchors.insert', 'anchors.save', 'commit']) {
      faults.set(statement, 'lost before');
      const error: unknown = await server.connect('a').database.write([TENANT], (query) => move(query)).catch((failure: unknown) => failure);
      expect(isTransient(error), statement).to.equal(true);
      expect(versions(), statement).to.deep.equal([]);
    }
    await server.connect('b').database.write([TENANT], (query) => move(query));
    expect(versions()).to.deep.equal([1n]);
  });

  it('rolls back when the connection breaks after a statement, but not after the commit', async () => {
    faults.set('anchors.save', 'lost after');
    expect(await codeOf(server.connect('a').database.write([TENANT], (query) => move(query)))).to.equal('ECONNRESET');
    expect(versions()).to.deep.equal([]);
    faults.set('commit', 'lost after');
    expect(await codeOf(server.connect('a').database.write([TENANT], (query) => move(query)))).to.equal('ECONNRESET');
    expect(versions()).to.deep.equal([1n]);
  });

  it('does the same to statements that are their own transaction', async () => {
    const { relay } = server.connect('a').database;
    const key = { tenantId: TENANT, key: address.key.id, keyVersion: 1n };
    faults.set('positions.advance', 'lost before');
    expect(await codeOf(memoryTables.positions.advance(relay, 'c', [key]))).to.equal('ECONNRESET');
    expect(committedRows(server).positions()).to.deep.equal([]);
    faults.set('positions.advance', 'lost after');
    expect(await codeOf(memoryTables.positions.advance(relay, 'c', [key]))).to.equal('ECONNRESET');
    expect(committedRows(server).positions()).to.have.length(1);
  });

  it('holds the locks of a client that is cut off until the idle limit, then lets them go', async () => {
    await server.connect('a').database.write([TENANT], (query) => move(query));
    faults.set('commit', 'half open');
    expect(await codeOf(server.connect('a').database.write([TENANT], (query) => move(query, 2n)))).to.equal('ECONNRESET');
    expect(await attemptOn('b')).to.equal('55P03');
    clock.pass(10_000);
    expect(await attemptOn('b')).to.equal('locked');
    expect(versions()).to.deep.equal([1n]);
  });

  it('ends transactions that idle, whoever asks for their rows', async () => {
    const gate = Promise.withResolvers<void>();
    hold.set('a commit', gate);
    const hung = codeOf(server.connect('a').database.write([TENANT], (query) => move(query)));
    await turns();
    clock.pass(10_000);
    expect(await attemptOn('b')).to.equal('locked');
    gate.resolve();
    expect(await hung).to.equal('ECONNRESET');
    expect(versions()).to.deep.equal([0n]);
  });

  it('wakes who waits for a transaction that idles as soon as its limit is reached', async () => {
    const gate = Promise.withResolvers<void>();
    hold.set('a commit', gate);
    void server.connect('a').database.write([TENANT], (query) => move(query)).catch(() => undefined);
    await turns();
    clock.pass(9_900);
    const waiting = attemptOn('b');
    await turns();
    clock.pass(100);
    expect(await waiting).to.equal('locked');
  });

  it('never comes back to a client that has crashed, and undoes what it had open', async () => {
    const gate = Promise.withResolvers<void>();
    hold.set('a anchors.save', gate);
    const client = server.connect('a');
    const dead = settled(client.database.write([TENANT], (query) => move(query)));
    await turns();
    client.crash();
    gate.resolve();
    await turns();
    expect(await attemptOn('b')).to.equal('locked');
    const late = settled(client.database.write([TENANT], (query) => move(query)));
    await turns();
    expect([dead.done, late.done, versions()]).to.deep.equal([false, false, [0n]]);
  });

  it('lets a statement that was under way finish for a client whose crash it does not notice', async () => {
    await server.connect('a').database.write([TENANT], (query) => move(query));
    const blocker = Promise.withResolvers<void>();
    hold.set('b commit', blocker);
    void server.connect('b').database.write([TENANT], (query) => lock(query));
    await turns();
    const client = server.connect('a');
    const dead = settled(client.database.write([TENANT], (query) => lock(query, true)));
    await turns();
    client.crash('unnoticed');
    blocker.resolve();
    await turns();
    expect(await attemptOn('c')).to.equal('55P03');
    clock.pass(10_000);
    expect([await attemptOn('c'), dead.done]).to.deep.equal(['locked', false]);
  });

  it('breaks every connection when it restarts, and keeps what was committed', async () => {
    await server.connect('a').database.write([TENANT], (query) => move(query));
    const leader = await server.connect('b').database.relay.connect();
    expect(await memoryTables.leader.tryTake(leader.query, 1)).to.equal(true);
    const lost: unknown[] = [];
    leader.onLost((error) => lost.push(error));
    const gate = Promise.withResolvers<void>();
    hold.set('c commit', gate);
    const open = codeOf(server.connect('c').database.write([TENANT], (query) => move(query, 2n)));
    await turns();
    server.restart();
    gate.resolve();
    expect(await open).to.equal('ECONNRESET');
    expect(lost).to.have.length(1);
    expect(await codeOf(memoryTables.leader.tryTake(leader.query, 1))).to.equal('ECONNRESET');
    const next = await server.connect('d').database.relay.connect();
    expect(await memoryTables.leader.tryTake(next.query, 1)).to.equal(true);
    expect(versions()).to.deep.equal([1n]);
  });

  it('frees a leader’s lock that nobody holds any more once it notices', async () => {
    const client = server.connect('a');
    const leader = await client.database.relay.connect();
    await memoryTables.leader.tryTake(leader.query, 1);
    client.crash('unnoticed');
    const next = await server.connect('b').database.relay.connect();
    expect(await memoryTables.leader.tryTake(next.query, 1)).to.equal(false);
    clock.pass(10_000);
    expect(await memoryTables.leader.tryTake(next.query, 1)).to.equal(true);
  });

  it('lets nobody wait for a lock for ever, not even a statement on its own', async () => {
    const reminder = { id: '018f0000-0000-7000-8000-000000000001', tenantId: TENANT, actor: 'a', keyType: 'k', key: address.key.id, name: 'n', kind: 'reminder', input: null, due: clock.now(), traceparent: '' } as const;
    await server.connect('a').database.write([TENANT], (query) => memoryTables.records.setReminders(query, [reminder], clock.now()));
    hold.set('a commit', Promise.withResolvers<void>());
    void server.connect('a').database.write([TENANT], (query) => memoryTables.batch.lockEffects(query, [reminder.id]));
    await turns();
    const parked = codeOf(memoryTables.effects.park(server.connect('b').database.relay, reminder.id, 'no'));
    await turns();
    clock.pass(2_000);
    expect(await parked).to.equal('55P03');
  });

  it('reads SQL only where somebody said what it means', async () => {
    const read = (on: MemoryServer) => on.connect('a').database.read([TENANT], (query) => query.run('select 1 as one'));
    expect(await read(server).catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    const literate = createMemoryServer({ statement: (_, sql) => [{ sql }] });
    expect(await read(literate)).to.deep.equal([{ sql: 'select 1 as one' }]);
  });

  it('without locks on anchors lets two turns change what each has read: the bug that simulation must find', async () => {
    const careless = memoryAnchorsWith({ locked: false });
    const increment = (client: string) =>
      server.connect(client).database.write([TENANT], async (query) => {
        const [anchor] = await careless.lock(query, [address], false);
        await careless.save(query, [{ ...address, version: (anchor?.version ?? 0n) + 1n, eventVersion: 0n }]);
      });
    await Promise.all([increment('a'), increment('b')]);
    expect(versions()).to.deep.equal([1n]);
  });

  /** What becomes of a batch that wants the key and waits 250 ms for it. */
  async function attemptOn(client: string): Promise<unknown> {
    const work = server.connect(client).database.write([TENANT], (query) => lock(query, true));
    const state = settled(work);
    await turns();
    if (!state.done) clock.pass(250);
    return work.then(() => 'locked', (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error));
  }

});
