/**
 * A broker for simulation, as unreliable as a real one: requests and answers get lost, deliveries are late, doubled and out of
 * order, connections break, and a power cut takes back what was acknowledged and gives its numbers to other messages.
 */
import type { Acknowledgement, BrokerLink, OutgoingMessage } from '../../events/broker.ts';
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

export const NO_MISHAPS: BrokerMishaps = { lostRequest: 0, lostAnswer: 0, lostVerdict: 0, doubled: 0, reordered: 0, slow: 0 };

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

export function createSimulatedBroker({ scheduler, mishaps, count, onStorm }: SimulatedBrokerOptions): SimulatedBroker {
  const streams = new Map<string, StreamLog>();
  const consumers = new Map<string, Map<string, StreamConsumer>>();
  const links = new Set<SimulatedLink & { tell(subject: string, data: string): void }>();
  let upAt = 0;
  let current = mishaps;

  const ensureStream = (service: string): StreamLog => {
    const name = streamOf(service);
    const found = streams.get(name) ?? createStreamLog(name);
    streams.set(name, found);
    return found;
  };

  const server: BrokerServer = {
    scheduler,
    get mishaps() {
      return current;
    },
    count,
    isUp: () => scheduler.now() >= upAt,
    publish(message) {
      const [, service = ''] = message.subject.split('.');
      const log = streams.get(streamOf(service));
      return log && stored(log, message);
    },
    ensureStream: (service) => void ensureStream(service),
    streamNamed: (name) => streams.get(name),
    consumer(source, service) {
      const log = ensureStream(source);
      const ofStream = consumers.get(log.name) ?? new Map<string, StreamConsumer>();
      consumers.set(log.name, ofStream);
      const found = ofStream.get(service) ?? createStreamConsumer({ name: `${log.name}.${service}`, log, scheduler, onStorm, isDoubled: () => !lucky(server, 'doubled') });
      ofStream.set(service, found);
      return found;
    },
    hint(subject, data) {
      for (const link of links) link.tell(subject, data);
    },
  };

  function stored(log: StreamLog, message: OutgoingMessage): Acknowledgement {
    const { seq, duplicate } = log.append(message, scheduler.now());
    for (const consumer of consumers.get(log.name)?.values() ?? []) consumer.look();
    return { stream: log.name, seq, duplicate };
  }

  function everyConsumer(): StreamConsumer[] {
    return [...consumers.values()].flatMap((ofStream) => [...ofStream.values()]);
  }

  return {
    streams,
    connect(process) {
      const link = createBrokerLink(server, process);
      links.add(link);
      return link;
    },
    powerCut(ms) {
      upAt = scheduler.now() + ms;
      for (const link of links) link.disconnect(ms + scheduler.random.between(0, 1_000));
      let lost = 0;
      for (const log of streams.values()) {
        const forgotten = scheduler.random.below(Math.min(log.last, 12) + 1);
        lost += forgotten;
        const last = log.last - forgotten;
        log.truncate(last);
        for (const consumer of consumers.get(log.name)?.values() ?? []) consumer.recover(last, scheduler.random.below(3));
      }
      return lost;
    },
    wipe() {
      streams.clear();
      for (const consumer of everyConsumer()) consumer.end();
      consumers.clear();
    },
    dropConsumer() {
      const all = [...consumers].flatMap(([stream, ofStream]) => [...ofStream.keys()].map((service) => [stream, service] as const));
      if (all.length === 0) return;
      const [stream, service] = scheduler.random.pick(all);
      consumers.get(stream)?.get(service)?.end();
      consumers.get(stream)?.delete(service);
    },
    consumers: () => everyConsumer().length,
    open: () => everyConsumer().reduce((sum, consumer) => sum + consumer.open, 0),
    calm: () => void (current = NO_MISHAPS),
  };
}
