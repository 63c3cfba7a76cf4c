/**
 * A broker for simulation, as unreliable as a real one: requests and answers get lost, deliveries are late, doubled and out of
 * order, connections break, and a power cut takes back what was acknowledged and gives its numbers to other messages.
 */
import type { BrokerLink } from '../../events/broker.ts';
import { streamOf } from '../../events/streams.ts';
import { createBrokerLink, lucky, type BrokerServer } from './broker-link.ts';
import type { SimulatedProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import { createStreamConsumer, type StreamConsumer } from './stream-consumer.ts';
import { createStreamLog, type StreamLog } from './stream-log.ts';

/** How likely each mishap is, for each message. */
export interface BrokerMishaps {
  /** A request to the broker gets lost. */
  readonly lostRequest: number;
  /** What was asked is done, and nobody hears of it. */
  readonly lostAnswer: number;
  /** What a consumer says about a message gets lost. */
  readonly lostVerdict: number;
  /** A delivery comes twice. */
  readonly doubled: number;
  /** A delivery overtakes others. */
  readonly reordered: number;
  /** A message takes seconds. */
  readonly slow: number;
}

/** A network that does what it should. */
export const NO_MISHAPS: BrokerMishaps = { lostRequest: 0, lostAnswer: 0, lostVerdict: 0, doubled: 0, reordered: 0, slow: 0 };

/** What a broker is made with. */
export interface SimulatedBrokerOptions {
  readonly scheduler: Scheduler;
  readonly mishaps: BrokerMishaps;
  /** Told of each mishap, by name. */
  readonly count: (mishap: string) => void;
  /** A message was delivered again and again at once. */
  readonly onStorm: (consumer: string, seq: number) => void;
}

/** A process's way to the broker. */
export interface SimulatedLink extends BrokerLink {
  /** Breaks the connection; it comes back after `ms`. */
  disconnect(ms: number): void;
}

/** The broker, and what may happen to it. */
export interface SimulatedBroker {
  connect(process: SimulatedProcess): SimulatedLink;
  /** All that was not written to disk is lost; everybody is cut off for `ms`. Gives the number of messages lost. */
  powerCut(ms: number): number;
  /** Its store is gone, with all streams and consumers. */
  wipe(): void;
  /** Deletes a consumer, as an operator may. */
  dropConsumer(): void;
  readonly streams: ReadonlyMap<string, StreamLog>;
  /** Consumers that there are. */
  consumers(): number;
  /** Messages that some consumer has not acknowledged. */
  open(): number;
  /** From now on nothing goes wrong. */
  calm(): void;
}

/** Everything that a power cut or a wipe is about. */
interface Store {
  readonly streams: Map<string, StreamLog>;
  /** Consumers by stream and service. */
  readonly consumers: Map<string, Map<string, StreamConsumer>>;
  readonly links: Set<SimulatedLink & { tell(subject: string, data: string): void }>;
  upAt: number;
  mishaps: BrokerMishaps;
}

/** A broker without streams: they are made by whoever publishes or consumes, as in production. */
export function createSimulatedBroker(options: SimulatedBrokerOptions): SimulatedBroker {
  const { scheduler } = options;
  const store: Store = { streams: new Map(), consumers: new Map(), links: new Set(), upAt: 0, mishaps: options.mishaps };
  const server = serverOn(store, options);
  return {
    streams: store.streams,
    connect(process) {
      const link = createBrokerLink(server, process);
      store.links.add(link);
      return link;
    },
    powerCut: (ms) => cutPower(store, scheduler, ms),
    wipe() {
      store.streams.clear();
      for (const consumer of allConsumers(store)) consumer.end();
      store.consumers.clear();
    },
    dropConsumer: () => dropConsumer(store, scheduler),
    consumers: () => allConsumers(store).length,
    open: () => allConsumers(store).reduce((sum, consumer) => sum + consumer.open, 0),
    calm: () => void (store.mishaps = NO_MISHAPS),
  };
}

const allConsumers = ({ consumers }: Store): StreamConsumer[] => [...consumers.values()].flatMap((ofStream) => [...ofStream.values()]);

function ensureStream({ streams }: Store, service: string): StreamLog {
  const name = streamOf(service);
  const found = streams.get(name) ?? createStreamLog(name);
  streams.set(name, found);
  return found;
}

function serverOn(store: Store, { scheduler, count, onStorm }: SimulatedBrokerOptions): BrokerServer {
  const server: BrokerServer = {
    scheduler,
    count,
    get mishaps() {
      return store.mishaps;
    },
    isUp: () => scheduler.now() >= store.upAt,
    publish(message) {
      const [, service = ''] = message.subject.split('.');
      const log = store.streams.get(streamOf(service));
      if (!log) return undefined;
      const { seq, duplicate } = log.append(message, scheduler.now());
      for (const consumer of store.consumers.get(log.name)?.values() ?? []) consumer.look();
      return { stream: log.name, seq, duplicate };
    },
    ensureStream: (service) => void ensureStream(store, service),
    streamNamed: (name) => store.streams.get(name),
    consumer(source, service) {
      const log = ensureStream(store, source);
      const ofStream = store.consumers.get(log.name) ?? new Map<string, StreamConsumer>();
      store.consumers.set(log.name, ofStream);
      const isDoubled = (): boolean => !lucky(server, 'doubled');
      const found = ofStream.get(service) ?? createStreamConsumer({ name: `${log.name}.${service}`, log, scheduler, onStorm, isDoubled });
      ofStream.set(service, found);
      return found;
    },
    hint(subject, data) {
      for (const link of store.links) link.tell(subject, data);
    },
  };
  return server;
}

function cutPower(store: Store, scheduler: Scheduler, ms: number): number {
  const { random } = scheduler;
  store.upAt = scheduler.now() + ms;
  for (const link of store.links) link.disconnect(ms + random.between(0, 1_000));
  let lost = 0;
  for (const log of store.streams.values()) {
    const forgotten = random.below(Math.min(log.last, 12) + 1);
    lost += forgotten;
    log.truncate(log.last - forgotten);
    for (const consumer of store.consumers.get(log.name)?.values() ?? []) consumer.recover(log.last, random.below(3));
  }
  return lost;
}

function dropConsumer({ consumers }: Store, { random }: Scheduler): void {
  const all = [...consumers.values()].flatMap((ofStream) => [...ofStream].map(([service, consumer]) => ({ ofStream, service, consumer })));
  if (all.length === 0) return;
  const { ofStream, service, consumer } = random.pick(all);
  consumer.end();
  ofStream.delete(service);
}
