/** A process of a service in the simulated world: the production runtime on simulated time, network and store. */
import { trace } from '@opentelemetry/api';
import type { Actor, Reader } from '#runtime/actor/actor.ts';
import { createMailbox, type Mailbox } from '#runtime/actor/mailbox.ts';
import type { EffectRunner } from '#runtime/effects/types.ts';
import { startEffectWorker } from '#runtime/effects/worker.ts';
import type { Database } from '#runtime/db/database.ts';
import type { Changes } from '#runtime/events/changes.ts';
import { startConsumers } from '#runtime/events/consumer.ts';
import { startRelay } from '#runtime/events/relay.ts';
import type { Reaction } from '#runtime/events/types.ts';
import type { Logger } from '#runtime/logger.ts';
import { createHandlers, type Handler } from '#runtime/rpc/handlers.ts';
import type { MemoryClient, MemoryServer } from '#runtime/testing/memory/server.ts';
import { memoryTables } from '#runtime/testing/memory/tables.ts';
import type { SimulatedBroker, SimulatedLink } from '#runtime/testing/simulation/broker.ts';
import { startProcess, type SimulatedProcess } from '#runtime/testing/simulation/process.ts';
import type { Scheduler } from '#runtime/testing/simulation/scheduler.ts';
import type { NewId } from '#runtime/ids.ts';
import type { Bug } from './bugs/bug.ts';

/** What a service is made of, built anew for each of its processes. */
export interface Parts {
  readonly actors: readonly Actor[];
  readonly readers: readonly Reader<unknown>[];
  readonly reactions: readonly Reaction[];
  readonly effects: readonly EffectRunner[];
}

/** Puts a planted bug's actor in the place of the right one. */
export type Wrap = <A extends Actor>(actor: A) => A;

/** What all processes of a world share. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly broker: SimulatedBroker;
  readonly logger: Logger;
  readonly newId: NewId;
  readonly bug: Bug | undefined;
}

export interface NodeOptions {
  readonly service: 'booking' | 'payment';
  readonly name: string;
  readonly server: MemoryServer;
  readonly parts: (process: SimulatedProcess, wrap: Wrap, database: Database) => Parts;
}

/** A running process. */
export interface Node {
  readonly service: NodeOptions['service'];
  readonly process: SimulatedProcess;
  readonly client: MemoryClient;
  readonly link: SimulatedLink;
  /** Handlers by the RPC's full name. */
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly mailbox: Mailbox;
  /** The end without warning; `unnoticed` by the database, as when the machine loses power. */
  crash(how?: 'unnoticed'): void;
  /** The end as a deployment asks for it: finishes what runs. */
  stop(): Promise<void>;
}

/** Nobody watches in a simulated world. */
const NO_CHANGES: Changes = {
  notify: () => undefined,
  watch: () => ({ changed: async () => undefined }),
  listen: () => ({ [Symbol.dispose]: () => undefined }),
  [Symbol.dispose]: () => undefined,
};

const BODY_KEY = new Uint8Array(32);
/** Rarer than in production: what they find, a wake-up has told before, unless it got lost. */
const POLL_MS = 12_000;

/** Starts a process. `onProcess` is told of it before it does anything. */
export function startNode(around: Surroundings, { service, name, server, parts }: NodeOptions, onProcess: (process: SimulatedProcess) => void): Node {
  const { scheduler, broker, logger, newId, bug } = around;
  const { random } = scheduler;
  const process = startProcess({ name, scheduler, random, newId, skewMs: random.between(-2_000, 2_000) });
  onProcess(process);
  const client = server.connect(name);
  const { database } = client;
  const link = broker.connect(process);
  const nats = bug?.link?.(link) ?? link;
  const shared = {
    service, database, nats, logger, newId, tracer: trace.getTracer('simulation'), clock: process.clock, random: () => random.next(),
    tables: bug?.tables?.(memoryTables, { service, link }) ?? memoryTables, pollMs: POLL_MS,
  };
  const { actors, readers, reactions, effects } = parts(process, (actor) => bug?.actor?.(actor, { service, link }) ?? actor, database);

  const stack = new AsyncDisposableStack();
  const relay = stack.use(startRelay({ ...shared, ...bug?.relay, candidacyMs: POLL_MS }));
  const real = stack.use(createMailbox({ ...shared, actors, onCommit: ({ events, dueEffects }) => {
    if (events > 0) relay.wake();
    if (dueEffects > 0) worker.wake();
  } }));
  const mailbox = bug?.mailbox?.(real, { service, link }) ?? real;
  const worker = stack.use(startEffectWorker({ ...shared, actors, runners: effects, mailbox }));
  stack.use(startConsumers({ ...shared, ...bug?.consumers, reactions, mailbox }));
  const { handlers } = createHandlers({ actors, readers, mailbox, database, changes: NO_CHANGES, bodyKey: BODY_KEY, clock: process.clock });
  return {
    service,
    process,
    client,
    link,
    handlers,
    mailbox,
    crash(how) {
      process.kill();
      client.crash(how);
    },
    stop: () => stack.disposeAsync(),
  };
}
