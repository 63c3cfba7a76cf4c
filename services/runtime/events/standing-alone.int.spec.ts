/** Consumers of events that stand alone, against a real Postgres and a real NATS: they are sent nothing else, wait for nothing, and count each once. */
import { expect } from 'chai';
import { BookingConfirmedSchema, BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { createMailbox } from '../actor/mailbox.ts';
import type { Database } from '../db/database.ts';
import { newId } from '../ids.ts';
import type { Nats } from './connection.ts';
import { startConsumers, type Consumers } from './consumer.ts';
import { toHeaders } from './nats-broker.ts';
import { ensureConsumer, ensureStream, managerOf } from './streams.ts';
import { TALLY_TABLE, tallied, tallyActor, tallying } from './test-actor.ts';
import { outgoing, TENANT, type TestEvent } from './test-events.ts';
import { connectTo, eventually, freshDatabase, freshNatsServer, noTracer, silent } from './test-stand.ts';
import type { Reaction } from './types.ts';

const STREAM = 'BERTH_BOOKING';
const CONFIRMED = 'berth.booking.booking-confirmed.>';

describe('events that stand alone', function () {
  this.timeout(60_000);
  let database: Database;
  let nats: Nats;
  let stack: AsyncDisposableStack;
  let turns: string[];
  let inTurn: () => void;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    turns = [];
    inTurn = () => undefined;
    database = stack.use(await freshDatabase([TALLY_TABLE]));
    nats = stack.use(await connectTo(stack.use(await freshNatsServer())));
    await ensureStream(await managerOf(await nats.connection()), 'booking');
  });

  afterEach(() => stack.disposeAsync());

  const alone = (): Reaction => ({
    ...tallying(BookingConfirmedSchema, ({ id }) => {
      turns.push(id);
      inTurn();
    }),
    standsAlone: true,
  });

  function start(reactions: readonly Reaction[] = [alone()]): Consumers {
    const mailbox = stack.use(createMailbox({ service: 'receipt', actors: [tallyActor], database, tracer: noTracer, logger: silent }));
    const patience = { gapMs: 60_000, unknownGapMs: 60_000 };
    return stack.use(startConsumers({ service: 'receipt', reactions, mailbox, database, nats, tracer: noTracer, logger: silent, patience, maxFailures: 2 }));
  }

  async function publish(event: TestEvent, messageId?: string): Promise<string> {
    const row = outgoing('booking', event);
    await (await nats.connection()).jetstream().publish(row.subject, row.payload, { headers: toHeaders({ ...row.headers, 'Nats-Msg-Id': messageId ?? row.id }) });
    return row.id;
  }

  const confirmed = (key: string, version: number, id = newId()): TestEvent => ({ id, key, version, type: 'booking.confirmed', schema: BookingConfirmedSchema.typeName });
  const filter = async (): Promise<string | undefined> => (await managerOf(await nats.connection())).consumers.info(STREAM, 'receipt').then(({ config }) => config.filter_subject, () => '');
  const positions = (): Promise<object[]> => database.relay.run('select * from consumer_position');
  const settled = (key: string, ids: readonly string[]): Promise<void> =>
    eventually(`${key} has ${ids.length} events`, async () => String(await tallied(database, TENANT, key)) === String(ids));
  const drained = (): Promise<void> =>
    eventually('everything is acknowledged', async () => {
      const info = await (await managerOf(await nats.connection())).consumers.info(STREAM, 'receipt');
      return info.num_ack_pending === 0 && info.num_pending === 0;
    });

  it('are taken at once, whatever is missing before them, and nothing else is sent', async () => {
    start();
    await eventually('the consumer is filtered', async () => (await filter()) === CONFIRMED);
    const key = newId();
    await publish({ key, version: 1 });
    await settled(key, [await publish(confirmed(key, 7))]);
    await drained();
    const { delivered } = await (await managerOf(await nats.connection())).consumers.info(STREAM, 'receipt');
    expect(delivered.consumer_seq, 'deliveries').to.equal(1);
    expect(await positions()).to.deep.equal([]);
  });

  it('count once though no position is kept, however often they are delivered', async () => {
    start();
    const key = newId();
    const id = newId();
    for (let copy = 0; copy < 5; copy += 1) await publish(confirmed(key, 3, id), `copy-${copy}`);
    const earlier = await publish(confirmed(key, 2));
    await eventually('both are counted', async () => (await tallied(database, TENANT, key)).length === 2);
    await drained();
    expect(await tallied(database, TENANT, key)).to.have.members([id, earlier]);
    expect(turns).to.have.length(2);
  });

  it('are sent alone also by a consumer from before, which sent everything', async () => {
    await ensureConsumer(await nats.connection(), 'booking', 'receipt');
    expect(await filter()).to.equal(undefined);
    const key = newId();
    await publish({ key, version: 1 });
    const id = await publish(confirmed(key, 2));
    start();
    await settled(key, [id]);
    await drained();
    expect(await filter()).to.equal(CONFIRMED);
  });

  it('are not taken alone once the service wants another event as well: then it is sent all', async () => {
    await ensureConsumer(await nats.connection(), 'booking', 'receipt', 'booking.confirmed');
    start([alone(), tallying(BookingCreatedSchema)]);
    const key = newId();
    const first = await publish({ key, version: 1 });
    await settled(key, [first, await publish(confirmed(key, 2))]);
    expect(await filter()).to.equal(undefined);
    expect(await positions()).to.have.length(1);
  });

  it('leave a dead letter and no position when nothing helps', async () => {
    inTurn = () => {
      throw new TypeError('poison');
    };
    const { deadLetters } = start();
    const id = await publish(confirmed(newId(), 4));
    await eventually('it is buried', async () => (await deadLetters.list()).length === 1);
    const [letter] = await deadLetters.list();
    expect(letter?.eventId).to.equal(id);
    expect(await positions()).to.deep.equal([]);
    inTurn = () => undefined;
    expect(await deadLetters.replay(letter?.id ?? '')).to.equal('applied');
  });
});
