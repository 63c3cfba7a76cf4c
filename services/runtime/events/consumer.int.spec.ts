/** Consumers against a real Postgres and a real NATS: each event makes one turn, in its key's order, whatever goes wrong. */
import { expect } from 'chai';
import { BookingConfirmedSchema, BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { Nats as NatsServer } from '../../../deploy/dev/nats.ts';
import { createMailbox, type Mailbox } from '../actor/mailbox.ts';
import type { Database } from '../db/database.ts';
import { Failure, reject, unavailable } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Nats } from './connection.ts';
import { startConsumers, type Consumers, type ConsumersOptions } from './consumer.ts';
import { toHeaders } from './nats-broker.ts';
import { forgetPositions } from './positions.ts';
import { ensureStream, managerOf } from './streams.ts';
import { TALLY_TABLE, tallied, tallyActor, tallying } from './test-actor.ts';
import { connectTo, eventually, freshDatabase, freshNatsServer, noTracer, freshPostgres, silent } from './test-stand.ts';
import { outgoing, TENANT, type TestEvent } from './test-events.ts';
import type { Envelope, Reaction } from './types.ts';

const STREAM = 'BERTH_BOOKING';

describe('consumers', function () {
  this.timeout(120_000);
  let database: Database;
  let server: NatsServer & { readonly dir: string };
  let nats: Nats;
  let mailbox: Mailbox;
  let stack: AsyncDisposableStack;
  let turns: Envelope[];
  /** What happens inside a turn, by event. */
  let inTurn: (envelope: Envelope) => void;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    turns = [];
    inTurn = () => undefined;
    database = stack.use(await freshDatabase([TALLY_TABLE]));
    server = stack.use(await freshNatsServer());
    nats = stack.use(await connectTo(server));
    mailbox = stack.use(createMailbox({ service: 'receipt', actors: [tallyActor], database, tracer: noTracer, logger: silent }));
    await ensureStream(await managerOf(await nats.connection()), 'booking');
  });

  afterEach(() => stack.disposeAsync());

  const tally = (event: typeof BookingCreatedSchema | typeof BookingConfirmedSchema): Reaction =>
    tallying(event, (envelope) => {
      turns.push(envelope);
      inTurn(envelope);
    });

  const start = (more: Partial<ConsumersOptions> = {}): Consumers =>
    stack.use(
      startConsumers({
        service: 'receipt',
        reactions: [tally(BookingCreatedSchema), tally(BookingConfirmedSchema)],
        mailbox,
        database,
        nats,
        tracer: noTracer,
        logger: silent,
        patience: { gapMs: 2_000, unknownGapMs: 500 },
        ...more,
      }),
    );

  /** Publishes past any relay; `messageId` other than the event's makes the broker take a repeat. */
  async function publish(event: TestEvent, more: { messageId?: string; headers?: Record<string, string>; subject?: string } = {}): Promise<string> {
    const row = outgoing('booking', event);
    const headers = { ...row.headers, 'Nats-Msg-Id': more.messageId ?? row.id, ...more.headers };
    const broker = (await nats.connection()).jetstream();
    await broker.publish(more.subject ?? row.subject, row.payload, { headers: toHeaders(headers), timeout: 1_000 });
    return row.id;
  }

  const tallyOf = (key: string): Promise<readonly string[]> => tallied(database, TENANT, key);
  const settled = (key: string, ids: readonly string[]): Promise<void> =>
    eventually(`${key} has ${ids.length} events`, async () => String(await tallyOf(key)) === String(ids));

  /** Resolves when the broker waits for no answer and has nothing more to deliver. */
  const drained = (): Promise<void> =>
    eventually('everything is acknowledged', async () => {
      const { consumers } = await managerOf(await nats.connection());
      return consumers.info(STREAM, 'receipt').then(
        (info) => info.num_ack_pending === 0 && info.num_pending === 0,
        () => false,
      );
    });

  it('runs one turn an event, in the order of its key', async () => {
    start();
    const keys = Array.from({ length: 10 }, newId);
    const ids = new Map<string, string[]>(keys.map((key) => [key, []]));
    for (let version = 1; version <= 10; version += 1) {
      for (const key of keys) ids.get(key)?.push(await publish({ key, version }));
    }
    for (const [key, wanted] of ids) await settled(key, wanted);
    expect(turns).to.have.length(100);
    await drained();
    const { delivered } = await (await managerOf(await nats.connection())).consumers.info(STREAM, 'receipt');
    expect(delivered.consumer_seq, 'deliveries').to.equal(100);
  });

  it('runs one turn for an event that is delivered five times', async () => {
    start();
    const key = newId();
    const id = newId();
    for (let copy = 0; copy < 5; copy += 1) await publish({ id, key, version: 1 }, { messageId: `copy-${copy}` });
    const next = await publish({ key, version: 2 });
    await settled(key, [id, next]);
    await drained();
    expect(turns.map((envelope) => envelope.id)).to.deep.equal([id, next]);
  });

  it('runs no second turn when its position was not noted after the first: the inbox knows it', async () => {
    start();
    const key = newId();
    const id = newId();
    await publish({ id, key, version: 1 });
    await drained();
    await database.relay.run('delete from consumer_position');
    await publish({ id, key, version: 1 }, { messageId: 'again' });
    await drained();
    expect(await tallyOf(key)).to.deep.equal([id]);
    expect(turns).to.have.length(1);

    // Negative control: without the inbox it would.
    await database.relay.run('delete from consumer_position');
    await database.relay.run('delete from request_log');
    await publish({ id, key, version: 1 }, { messageId: 'once more' });
    await settled(key, [id, id]);
  });

  it('holds an event back until the one before it has come', async () => {
    start({ patience: { gapMs: 60_000, unknownGapMs: 60_000 } });
    const key = newId();
    const first = await publish({ key, version: 1 });
    await settled(key, [first]);
    const third = await publish({ key, version: 3 });
    const other = newId();
    const elsewhere = await publish({ key: other, version: 1 });
    await settled(other, [elsewhere]);
    expect(await tallyOf(key)).to.deep.equal([first]);
    const second = await publish({ key, version: 2 });
    await settled(key, [first, second, third]);
  });

  it('negative control: without patience the order is lost', async () => {
    start({ patience: { gapMs: 0, unknownGapMs: 0 } });
    const key = newId();
    const second = await publish({ key, version: 2 });
    const first = await publish({ key, version: 1 });
    await settled(key, [second, first]);
  });

  it('goes on without a missing event after a while, and still applies it when it comes late', async () => {
    start();
    const key = newId();
    const first = await publish({ key, version: 1 });
    const fourth = await publish({ key, version: 4 });
    await settled(key, [first, fourth]);
    const second = await publish({ key, version: 2 });
    await settled(key, [first, fourth, second]);
    await publish({ id: second, key, version: 2 }, { messageId: 'again' });
    const third = await publish({ key, version: 3 });
    await settled(key, [first, fourth, second, third]);
  });

  it('takes an event of a key whose position was forgotten, once, after a short wait for those before it', async () => {
    const before = start();
    const key = newId();
    const ids = [await publish({ key, version: 1 }), await publish({ key, version: 2 })];
    await settled(key, ids);
    await before[Symbol.asyncDispose](); // It may remember the key, another process does not.
    start({ patience: { gapMs: 60_000, unknownGapMs: 300 } });
    await forgetPositions(database.relay, new Date(Date.now() + 1_000), 0);
    ids.push(await publish({ key, version: 3 }), await publish({ key, version: 4 }));
    await settled(key, ids);
    await publish({ id: ids[2] ?? '', key, version: 3 }, { messageId: 'again' });
    await drained();
    expect(turns.map(({ keyVersion }) => keyVersion)).to.deep.equal([1n, 2n, 3n, 4n]);
  });

  it('tries again what fails for the moment, without counting it towards giving up', async () => {
    let refusals = 4;
    inTurn = () => {
      if (refusals-- > 0) throw unavailable('BUSY', 'Try again.');
    };
    const { deadLetters } = start({ maxFailures: 2 });
    const key = newId();
    const started = performance.now();
    const first = await publish({ key, version: 1 });
    const second = await publish({ key, version: 2 });
    await settled(key, [first, second]);
    expect(performance.now() - started).to.be.at.least(200 + 500 + 1_000 + 2_000);
    expect(await deadLetters.list()).to.deep.equal([]);
  });

  it('takes a refusal by the rules as final', async () => {
    inTurn = ({ keyVersion }) => {
      if (keyVersion === 1n) throw new Failure(reject('NOT_NOW', 'It cannot be done now.'));
    };
    const { deadLetters } = start();
    const key = newId();
    const refused = await publish({ key, version: 1 });
    const second = await publish({ key, version: 2 });
    await settled(key, [second]);
    await drained();
    inTurn = () => undefined;
    await publish({ id: refused, key, version: 1 }, { messageId: 'again' });
    await drained();
    expect(turns).to.have.length(2);
    expect(await deadLetters.list()).to.deep.equal([]);
  });

  it('keeps a poison event as a dead letter and lets the stream flow; a replay applies it', async () => {
    let poison = '';
    inTurn = ({ id }) => {
      if (id === poison) throw new TypeError('poison');
    };
    const { deadLetters } = start({ maxFailures: 3, patience: { gapMs: 60_000, unknownGapMs: 60_000 } });
    const key = newId();
    poison = newId();
    await publish({ id: poison, key, version: 1 });
    const second = await publish({ key, version: 2 });
    await settled(key, [second]);
    await drained();

    const [letter, ...others] = await deadLetters.list();
    expect(others).to.deep.equal([]);
    expect(letter).to.include({ eventId: poison, tenantId: TENANT, type: 'booking.created', consumer: `${STREAM}.receipt`, attempts: 3 });
    const id = letter?.id ?? '';
    const failure = await deadLetters.replay(id).then(() => undefined, (error: unknown) => error);
    expect(failure).to.be.instanceOf(Failure);

    inTurn = () => undefined;
    expect(await deadLetters.replay(id)).to.equal('applied');
    expect(await deadLetters.replay(id)).to.equal('applied');
    expect(await tallyOf(key)).to.deep.equal([second, poison]);
    expect(await deadLetters.list()).to.deep.equal([]);
    expect(await deadLetters.list({ replayed: true })).to.have.length(1);
  });

  it('keeps what is no event, or speaks for another tenant, as a dead letter at once', async () => {
    const { deadLetters } = start();
    const key = newId();
    const stranger = await publish({ key, version: 1 }, { headers: { 'ce-tenantid': newId() } });
    await publish({ key, version: 1 }, { headers: { 'ce-id': 'nonsense' } });
    const unreadable = await publish({ key: newId(), version: 1, payload: new Uint8Array([255, 255, 255]) });
    const good = await publish({ key, version: 1 });
    await settled(key, [good]);
    await drained();
    const letters = await deadLetters.list();
    expect(letters.map(({ eventId }) => eventId)).to.include.members([stranger, unreadable]);
    expect(letters).to.have.length(3);
    expect(turns).to.have.length(1);
  });

  it('passes over events that it has no reaction to', async () => {
    start({ reactions: [tally(BookingConfirmedSchema)] });
    const key = newId();
    await publish({ key, version: 1 });
    const second = await publish({ key, version: 2, type: 'booking.confirmed', schema: BookingConfirmedSchema.typeName });
    await settled(key, [second]);
  });

  it('is made again when it, or its stream, is deleted', async () => {
    start();
    const key = newId();
    const ids = [await publish({ key, version: 1 })];
    await settled(key, ids);
    const manager = await managerOf(await nats.connection());
    await manager.consumers.delete(STREAM, 'receipt');
    ids.push(await publish({ key, version: 2 }));
    await settled(key, ids);
    await manager.streams.delete(STREAM);
    await eventually('the stream is made again', () => manager.streams.info(STREAM).then(() => true, () => false));
    ids.push(await publish({ key, version: 3 }));
    await settled(key, ids);
    expect(turns).to.have.length(3);
  });

  it('goes on after the broker was wiped or restarted', async () => {
    start();
    const key = newId();
    const ids = [await publish({ key, version: 1 })];
    await settled(key, ids);
    await server.stop();
    await server.start();
    await eventually('the broker is back', () => publish({ key: newId(), version: 1 }).then(() => true, () => false));
    ids.push(await publish({ key, version: 2 }));
    await settled(key, ids);
    await server.wipe();
    await eventually('the stream is made again', async () => {
      const manager = await managerOf(await nats.connection());
      return manager.streams.info(STREAM).then(() => true, () => false);
    });
    ids.push(await publish({ key, version: 3 }));
    await settled(key, ids);
  });

  it('hands back what it has not begun when it stops, for another replica to take at once', async () => {
    const first = start();
    const key = newId();
    const ids = [await publish({ key, version: 1 })];
    await settled(key, ids);
    await first[Symbol.asyncDispose]();
    ids.push(await publish({ key, version: 2 }));
    start();
    await settled(key, ids);
  });

  it('shares the work between replicas, still one turn an event and each key in order', async () => {
    const others = stack.use(await connectTo(server));
    const second = stack.use(createMailbox({ service: 'receipt', actors: [tallyActor], database, tracer: noTracer, logger: silent }));
    start({ patience: { gapMs: 60_000, unknownGapMs: 60_000 } });
    start({ nats: others, mailbox: second, patience: { gapMs: 60_000, unknownGapMs: 60_000 } });
    const keys = Array.from({ length: 20 }, newId);
    const ids = new Map<string, string[]>(keys.map((key) => [key, []]));
    for (let version = 1; version <= 5; version += 1) {
      for (const key of keys) ids.get(key)?.push(await publish({ key, version }));
    }
    for (const [key, wanted] of ids) await settled(key, wanted);
  });

  it('waits while Postgres is away and then goes on', async () => {
    const postgres = stack.use(await freshPostgres());
    database = stack.use(await freshDatabase([TALLY_TABLE], postgres));
    mailbox = stack.use(createMailbox({ service: 'receipt', actors: [tallyActor], database, tracer: noTracer, logger: silent }));
    const { deadLetters } = start({ maxFailures: 1 });
    const key = newId();
    const ids = [await publish({ key, version: 1 })];
    await settled(key, ids);
    await postgres.stop();
    ids.push(await publish({ key, version: 2 }), await publish({ key, version: 3 }));
    await postgres.start();
    await settled(key, ids);
    await drained();
    expect(await deadLetters.list()).to.deep.equal([]);
  });

  it('refuses two reactions to one event', () => {
    expect(() => start({ reactions: [tally(BookingCreatedSchema), tally(BookingCreatedSchema)] })).to.throw(TypeError, /booking\.created/);
  });
});
