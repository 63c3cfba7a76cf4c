/** Relay and consumers together, against a real Postgres and a NATS that loses things: what was committed is applied, once. */
import { expect } from 'chai';
import { NatsError } from 'nats';
import { pino } from 'pino';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { Nats as NatsServer } from '../../../deploy/dev/nats.ts';
import { createMailbox } from '../actor/mailbox.ts';
import type { Database } from '../db/database.ts';
import { newId } from '../ids.ts';
import type { Broker, BrokerLink, Deliveries, Delivered } from './broker.ts';
import type { Nats } from './connection.ts';
import { startConsumers } from './consumer.ts';
import { startRelay, type Relay, type RelayOptions } from './relay.ts';
import { jetStreamCode, managerOf } from './streams.ts';
import { TALLY_TABLE, tallied, tallyActor, tallying } from './test-actor.ts';
import { TENANT } from './test-events.ts';
import { commitEvents, connectTo, eventually, freshDatabase, freshNatsServer, noTracer, silent } from './test-stand.ts';

const STREAM = 'BERTH_BOOKING';

describe('events over the losses of a broker', function () {
  this.timeout(60_000);
  let database: Database;
  let server: NatsServer;
  let nats: Nats;
  let stack: AsyncDisposableStack;
  let turns: number;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    turns = 0;
    database = stack.use(await freshDatabase([TALLY_TABLE]));
    server = stack.use(await freshNatsServer());
    nats = stack.use(await connectTo(server));
  });

  afterEach(() => stack.disposeAsync());

  const publishing = (more: Partial<RelayOptions> = {}): Relay =>
    stack.use(startRelay({ service: 'booking', database, nats, tracer: noTracer, logger: silent, pollMs: 50, candidacyMs: 100, ...more }));

  function consuming(link: Pick<BrokerLink, 'broker'> = nats): AsyncDisposable {
    const mailbox = stack.use(createMailbox({ service: 'receipt', actors: [tallyActor], database, tracer: noTracer, logger: silent }));
    const tally = tallying(BookingCreatedSchema, () => void (turns += 1));
    const patience = { gapMs: 60_000, unknownGapMs: 60_000 };
    return stack.use(startConsumers({ service: 'receipt', reactions: [tally], mailbox, database, nats: link, tracer: noTracer, logger: silent, patience }));
  }

  const commit = (key: string, count: number, from = 0): Promise<string[]> =>
    commitEvents(database, 'booking', Array.from({ length: count }, (_, index) => ({ key, version: from + index + 1 })));

  const settled = (key: string, ids: readonly string[]): Promise<void> =>
    eventually(`${ids.length} events are applied in order`, async () => String(await tallied(database, TENANT, key)) === String(ids));

  const manager = async () => managerOf(await nats.connection());
  const countMessages = async (): Promise<number> => (await manager()).streams.info(STREAM).then(({ state }) => state.messages, () => -1);

  /** Resolves when the consumer has been told everything and has answered. */
  const drained = (): Promise<void> =>
    eventually('everything is acknowledged', async () => {
      const info = await (await manager()).consumers.info(STREAM, 'receipt').catch(() => undefined);
      return info?.num_ack_pending === 0 && info.num_pending === 0;
    });

  it('applies each once when the store is wiped while consumers run, though all come again', async () => {
    consuming();
    const relay = publishing();
    const key = newId();
    const ids = await commit(key, 50);
    await settled(key, ids);
    await server.wipe();
    ids.push(...(await commit(key, 5, 50)));
    await settled(key, ids);
    await relay.idle();
    await eventually('all are in the new store', async () => (await countMessages()) === 55);
    await drained();
    const { delivered } = await (await manager()).consumers.info(STREAM, 'receipt');
    expect(delivered.consumer_seq, 'deliveries by the new consumer').to.be.at.least(55);
    expect(turns).to.equal(55);
    expect(await tallied(database, TENANT, key)).to.deep.equal(ids);
  });

  it('applies what was published and lost before anybody consumed it', async () => {
    const relay = publishing();
    const key = newId();
    const ids = await commit(key, 20);
    await relay.idle();
    await server.wipe();
    consuming();
    ids.push(...(await commit(key, 5, 20)));
    await settled(key, ids);
    expect(turns).to.equal(25);
  });

  it('negative control: not without the comparison', async () => {
    const relay = publishing({ rewind: false });
    const key = newId();
    await commit(key, 20);
    await relay.idle();
    await server.wipe();
    consuming();
    const other = newId();
    await commit(key, 5, 20);
    await settled(other, await commit(other, 3));
    expect(await tallied(database, TENANT, key)).to.deep.equal([]);
  });

  it('applies once what the broker stores twice, its memory of ids having passed', async () => {
    consuming();
    const relay = publishing();
    const key = newId();
    const ids = await commit(key, 20);
    await settled(key, ids);
    await (await manager()).streams.update(STREAM, { duplicate_window: 100_000_000 });
    await eventually('all are stored twice', async () => {
      // As when the relay dies before it has noted that they are published.
      await database.relay.run('update outbox set published_time = null, stream = null, stream_seq = null');
      await relay.idle();
      return (await countMessages()) >= 40;
    });
    ids.push(...(await commit(key, 1, 20)));
    await settled(key, ids);
    await drained();
    expect(turns).to.equal(21);
  });

  it('says when the broker knows more than the database, as after a restore, and not otherwise', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const relay = publishing({ logger });
    await commit(newId(), 20);
    await relay.idle();
    await relay[Symbol.asyncDispose]();
    // Published, but nobody noted it any more; then events that wait.
    await database.relay.run('update outbox set published_time = null, stream = null, stream_seq = null where seq = (select max(seq) from outbox)');
    await commit(newId(), 5);
    const known = publishing({ logger });
    await known.idle();
    await known[Symbol.asyncDispose]();
    expect(await countMessages()).to.equal(25);
    expect(lines).to.deep.equal([]);

    await database.relay.run('delete from outbox where seq = (select max(seq) from outbox)');
    publishing({ logger });
    await eventually('it is said', () => lines.length > 0);
    expect(lines[0]).to.contain('npm run nats:forget-events');
  });

  it('publishes on when somebody wrote into its stream past the outbox, without an id', async () => {
    const lines: string[] = [];
    await (await manager()).streams.add({ name: STREAM, subjects: ['berth.booking.>'] });
    await (await nats.connection()).jetstream().publish('berth.booking.stray');
    const relay = publishing({ logger: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }) });
    await commit(newId(), 3);
    await relay.idle();
    expect(await countMessages()).to.equal(4);
    expect(lines.map((line) => (JSON.parse(line) as { message?: string; msg?: string }).msg)).to.have.length(1);
  });

  describe('when a consumer is deleted', () => {
    /** A broker whose deliveries do not end when they should. */
    function endless(link: BrokerLink): { link: Pick<BrokerLink, 'broker'>; ended: Promise<void> } {
      const ended = Promise.withResolvers<void>();
      async function* all(messages: Deliveries, stopped: Promise<void>): AsyncGenerator<Delivered, void> {
        try {
          yield* messages;
        } catch (error) {
          if (!(error instanceof NatsError)) throw error;
        }
        ended.resolve();
        await stopped;
      }
      const consume: Broker['consume'] = async (...names) => {
        const messages = await link.broker()?.consume(...names);
        if (!messages) throw new Error('the broker is not reached');
        const { promise, resolve } = Promise.withResolvers<void>();
        const stop = (): void => {
          messages.stop();
          resolve();
        };
        return { stop, [Symbol.asyncIterator]: () => all(messages, promise) };
      };
      return {
        ended: ended.promise,
        link: {
          broker() {
            const broker = link.broker();
            return broker && { ...broker, consume };
          },
        },
      };
    }

    const exists = async (): Promise<boolean> =>
      (await manager()).consumers.info(STREAM, 'receipt').then(
        () => true,
        (error: unknown) => (jetStreamCode(error) === 10_014 ? false : Promise.reject(error)),
      );

    it('makes it again', async () => {
      consuming();
      publishing();
      const key = newId();
      const ids = await commit(key, 3);
      await settled(key, ids);
      await (await manager()).consumers.delete(STREAM, 'receipt');
      ids.push(...(await commit(key, 3, 3)));
      await settled(key, ids);
      await drained();
      expect(turns).to.equal(6);
    });

    it('negative control: not if nobody noticed that it is gone', async () => {
      const { link, ended } = endless(nats);
      consuming(link);
      const relay = publishing();
      const key = newId();
      const ids = await commit(key, 3);
      await settled(key, ids);
      await (await manager()).consumers.delete(STREAM, 'receipt');
      await ended;
      await commit(key, 3, 3);
      await relay.idle();
      expect(await exists()).to.equal(false);
      expect(await tallied(database, TENANT, key)).to.deep.equal(ids);
    });
  });
});
