/** Two services for benchmarks of events, one that publishes and one that reacts: durable Postgres with a database each, a NATS server of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import pg from 'pg';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { actor } from '../../services/runtime/actor/actor.ts';
import { createMailbox, type Mailbox } from '../../services/runtime/actor/mailbox.ts';
import { single } from '../../services/runtime/actor/state.ts';
import type { Store } from '../../services/runtime/actor/types.ts';
import { openDatabase, type Database } from '../../services/runtime/db/database.ts';
import { migrate } from '../../services/runtime/db/migrate.ts';
import { connectNats } from '../../services/runtime/events/connection.ts';
import { startConsumers } from '../../services/runtime/events/consumer.ts';
import { startRelay, type Relay } from '../../services/runtime/events/relay.ts';
import { TENANT } from '../../services/runtime/events/test-events.ts';
import { reaction, type Envelope, type Reaction } from '../../services/runtime/events/types.ts';
import { newId, toTypeId } from '../../services/runtime/ids.ts';
import { createLogger } from '../../services/runtime/logger.ts';
import { createTestDatabase } from '../../services/runtime/testing/database.ts';
import { startNats, type Nats } from '../dev/nats.ts';
import { startPostgres, type Postgres } from '../dev/postgres.ts';

/** The services' names; events are those of a service that exists, since their types name it. */
export const PUBLISHER = 'booking';
const REACTOR = 'receipt';

/** How many events were applied on a key. */
export interface Count {
  readonly id: string;
  readonly applied: number;
}

interface Counted {
  readonly id: string;
}

const TABLE = `create table bench_count (tenant_id uuid not null, id uuid not null, applied int not null, primary key (tenant_id, id))`;

const countStore: Store<Count> = {
  async load(query, loads) {
    const rows = await query.run<Count>('select id, applied from bench_count where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, row]));
  },
  async save(query, changes) {
    await query.run(
      `insert into bench_count (tenant_id, id, applied) select * from unnest($1::uuid[], $2::uuid[], $3::int[])
       on conflict (tenant_id, id) do update set applied = excluded.applied`,
      [changes.map(({ tenantId }) => tenantId), changes.map(({ key }) => key.id), changes.map(({ after }) => after?.applied ?? 0)],
    );
  },
};

const counting = {
  state: single('bench_count', countStore),
  behaviour: { initial: undefined, evolve: (state: Count | undefined, { id }: Counted): Count | undefined => ({ id, applied: (state?.applied ?? 0) + 1 }) },
} as const;

/** Counts on its key. */
const countActor = actor<never, Count | undefined, Counted>({ name: 'bench_count', ...counting });

/** The same, and tells of it: one event a turn. */
const tellingActor = actor<never, Count | undefined, Counted>({
  name: 'bench_told',
  ...counting,
  publish: ({ id }) => ({ key: { type: 'bench_count', id }, subject: toTypeId('bkg', id), schema: BookingCreatedSchema, payload: {} }),
});

/** What happened to an event on the reacting side. */
export interface Seen {
  readonly envelope: Envelope;
  /** How many events of its key were applied before it. */
  readonly before: number;
}

export interface EventStand extends AsyncDisposable {
  readonly postgres: Postgres;
  readonly nats: Nats;
  readonly publisher: Database;
  readonly reactor: Database;
  startRelay(): Promise<Relay>;
  /** Starts the publishing side with its relay: each call commits a turn that publishes one event of the key. */
  startPublisher(): Promise<(key: string) => Promise<void>>;
  /** Starts the reacting side; `onTurn` is called in each turn, `onApplied` after its commit. */
  startReactor(hooks: ReactorHooks): Promise<AsyncDisposable>;
}

export interface ReactorHooks {
  readonly onTurn?: (seen: Seen) => void;
  /** With the event's id. */
  readonly onApplied?: (id: string) => void;
}

const logger = createLogger({ service: 'bench', level: 'error' });
const tracer = trace.getTracer('bench');

/** Starts Postgres and NATS in a directory that goes with them. */
export async function startEventStand(): Promise<EventStand> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'berth-events-bench-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const postgres = stack.use(await startPostgres({ dir: join(dir, 'postgres'), port: 0 }));
  const nats = stack.use(await startNats({ dir: join(dir, 'nats'), port: 0 }));
  const publisher = stack.use(await openOne(postgres, PUBLISHER));
  const reactor = stack.use(await openOne(postgres, REACTOR));
  const running = stack.use(new AsyncDisposableStack());
  const owned = stack.move();
  const link = async (name: string) => running.use(await connectNats({ url: nats.url, name, logger }));
  const relay = async () => running.use(startRelay({ service: PUBLISHER, database: publisher, nats: await link(PUBLISHER), tracer, logger }));
  return {
    postgres,
    nats,
    publisher,
    reactor,
    startRelay: relay,
    async startPublisher() {
      const { wake } = await relay();
      const mailbox = running.use(createMailbox({ service: PUBLISHER, actors: [tellingActor], database: publisher, tracer, logger, onCommit: ({ events }) => events > 0 && wake() }));
      return (key) => tell(mailbox, key);
    },
    async startReactor(hooks) {
      const mailbox = running.use(createMailbox({ service: REACTOR, actors: [countActor], database: reactor, tracer, logger }));
      const reactions = [countingReaction(hooks)];
      return running.use(startConsumers({ service: REACTOR, reactions, mailbox: watched(mailbox, hooks), database: reactor, nats: await link(REACTOR), tracer, logger }));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function tell(mailbox: Mailbox, id: string): Promise<void> {
  await mailbox.submit({
    actor: tellingActor,
    caller: { tenantId: TENANT, subject: 'service:bench', roles: ['service'] },
    method: 'bench/Tell',
    requestId: newId(),
    bodyHash: new Uint8Array(32),
    keys: [{ type: 'bench_count', id }],
    context: ROOT_CONTEXT,
    run(turn) {
      turn.apply({ events: [{ id }] });
      return new Uint8Array();
    },
  });
}

async function openOne(postgres: Postgres, service: string): Promise<Database> {
  const urls = await createTestDatabase(service, postgres.adminUrl);
  const owner = new pg.Client({ connectionString: urls.ownerUrl });
  await owner.connect();
  await owner.query(TABLE);
  await owner.end();
  await migrate(urls);
  return openDatabase({ url: urls.appUrl, relayUrl: urls.relayUrl, entities: [], tracer });
}

/** Asks the mailbox to run a turn, and tells when its answer is there. */
function watched(mailbox: Mailbox, { onApplied }: ReactorHooks): Pick<Mailbox, 'submit'> {
  if (!onApplied) return mailbox;
  return {
    async submit(submission) {
      const answer = await mailbox.submit(submission);
      onApplied(submission.requestId ?? '');
      return answer;
    },
  };
}

const countingReaction = ({ onTurn }: ReactorHooks): Reaction =>
  reaction({
    event: BookingCreatedSchema,
    actor: countActor,
    route: (_event, _read, envelope) => [{ type: 'bench_count', id: envelope.key }],
    turn(turn, _event, envelope) {
      onTurn?.({ envelope, before: turn.state?.applied ?? 0 });
      turn.apply({ events: [{ id: envelope.key }] });
    },
  }) as unknown as Reaction;
