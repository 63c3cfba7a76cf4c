/** One process's connection to the simulated broker: what it sends and hears passes a network that loses, delays and reorders. */
import { BrokerFailure, type Acknowledgement, type Broker, type Deliveries, type Delivered, type OutgoingMessage } from '../../events/broker.ts';
import type { BrokerMishaps, SimulatedLink } from './broker.ts';
import type { SimulatedProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Answer, StreamConsumer, Subscriber } from './stream-consumer.ts';
import type { Stored, StreamLog } from './stream-log.ts';

/** The broker's end of all connections. */
export interface BrokerServer {
  readonly scheduler: Scheduler;
  readonly mishaps: BrokerMishaps;
  readonly count: (mishap: string) => void;
  isUp(): boolean;
  /** `undefined`: there is no stream for the subject. */
  publish(message: OutgoingMessage): Acknowledgement | undefined;
  ensureStream(service: string): void;
  streamNamed(name: string): StreamLog | undefined;
  consumer(source: string, service: string): StreamConsumer;
  hint(subject: string, data: string): void;
}

const REQUEST_TIMEOUT_MS = 2_000;

/** The life of a connection between two breaks. */
interface Session {
  open: boolean;
  readonly inboxes: Set<Inbox>;
}

/** Connects a process; `tell` is how hints reach it. */
export function createBrokerLink(server: BrokerServer, process: SimulatedProcess): SimulatedLink & { tell(subject: string, data: string): void } {
  const { scheduler } = server;
  const listeners = new Set<() => void>();
  const ears = new Map<string, Set<(data: string) => void>>();
  let session: Session = { open: true, inboxes: new Set() };
  let brokerOf = createBroker(server, process, session);

  function reconnect(): void {
    session = { open: true, inboxes: new Set() };
    brokerOf = createBroker(server, process, session);
    for (const listener of listeners) listener();
  }

  return {
    broker: () => (session.open ? brokerOf : undefined),
    onConnected(listener) {
      listeners.add(listener);
      if (session.open) listener();
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    hint(subject, data = '') {
      if (session.open && lucky(server, 'lostRequest')) scheduler.later(latency(server), 'broker hint', () => server.isUp() && server.hint(subject, data));
    },
    listen(subject, listener) {
      const found = ears.get(subject) ?? new Set();
      ears.set(subject, found.add(listener));
      return { [Symbol.dispose]: () => void found.delete(listener) };
    },
    tell(subject, data) {
      const heard = session.open && process.alive ? ears.get(subject) : undefined;
      if (heard?.size) scheduler.later(latency(server), 'hint', () => heard.forEach((listener) => listener(data)), process);
    },
    disconnect(ms) {
      if (!session.open) return;
      session.open = false;
      for (const inbox of session.inboxes) inbox.end();
      scheduler.later(ms, 'broker reached', reconnect, process);
    },
  };
}

/** False, and counted, when this mishap happens now. */
export function lucky({ scheduler, mishaps, count }: Pick<BrokerServer, 'scheduler' | 'mishaps' | 'count'>, mishap: keyof BrokerMishaps): boolean {
  const happens = mishaps[mishap] > 0 && scheduler.random.chance(mishaps[mishap]);
  if (happens) count(`broker: ${mishap}`);
  return !happens;
}

function latency(server: BrokerServer): number {
  const { random } = server.scheduler;
  return lucky(server, 'slow') ? random.between(0.2, 6) : random.between(500, 5_000);
}

function createBroker(server: BrokerServer, process: SimulatedProcess, session: Session): Broker {
  const ask = <T>(label: string, work: () => T): Promise<T> => request(server, process, session, label, work);
  return {
    publish: (message) =>
      ask('publish', () => {
        const acknowledgement = server.publish(message);
        if (!acknowledgement) throw new BrokerFailure('no-stream', new Error('no stream takes the subject'));
        return acknowledgement;
      }),
    ensureStream: (service) => ask('stream', () => server.ensureStream(service)),
    stateOf: (stream) =>
      ask('state', () => {
        const log = server.streamNamed(stream);
        if (!log) throw new BrokerFailure('no-answer', new Error('stream not found'));
        return { first: log.first, last: log.last, deleted: [] };
      }),
    messageIdAt: (stream, seq) => ask('message', () => server.streamNamed(stream)?.at(seq)?.id),
    // Messages are asked for only once the consumer is known: nobody sends any to who has not heard of it.
    consume: async (source, service) => subscribe(server, process, session, await ask('consume', () => server.consumer(source, service))),
  };
}

/** A request that may not arrive, whose answer may not come back, and that nobody waits for longer than two seconds. */
function request<T>(server: BrokerServer, process: SimulatedProcess, session: Session, label: string, work: () => T): Promise<T> {
  const { scheduler } = server;
  return new Promise((resolve, reject) => {
    const noAnswer = (): void => reject(new BrokerFailure('no-answer', new Error(`${label}: timeout`)));
    const timer = scheduler.later(REQUEST_TIMEOUT_MS, `${label} timeout`, noAnswer, process);
    function answer(tell: () => void): void {
      if (!lucky(server, 'lostAnswer')) return;
      scheduler.later(latency(server), `${label} answered`, () => session.open && (timer[Symbol.dispose](), tell()), process);
    }
    if (!session.open || !lucky(server, 'lostRequest')) return;
    scheduler.later(latency(server), `broker ${label}`, () => {
      if (!server.isUp()) return;
      try {
        const result = work();
        answer(() => resolve(result));
      } catch (error) {
        answer(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    });
  });
}

/** Messages that have arrived and wait for the process to take them. */
interface Inbox extends Deliveries {
  push(delivered: Delivered): void;
  end(): void;
}

function createInbox(onStop: () => void): Inbox {
  const waiting: Delivered[] = [];
  let taker: ((result: IteratorResult<Delivered, void>) => void) | undefined;
  let over = false;
  const end = (): void => {
    over = true;
    taker?.({ done: true, value: undefined });
    taker = undefined;
  };
  return {
    push(delivered) {
      if (over) return;
      if (!taker) return void waiting.push(delivered);
      taker({ done: false, value: delivered });
      taker = undefined;
    },
    end,
    stop() {
      onStop();
      end();
    },
    [Symbol.asyncIterator]: () => ({
      next() {
        const value = waiting.shift();
        if (value) return Promise.resolve({ done: false, value });
        if (over) return Promise.resolve({ done: true, value: undefined });
        return new Promise((resolve) => void (taker = resolve));
      },
    }),
  };
}

function subscribe(server: BrokerServer, process: SimulatedProcess, session: Session, consumer: StreamConsumer): Deliveries {
  const { scheduler } = server;
  const inbox = createInbox(() => consumer.leave(subscriber));
  session.inboxes.add(inbox);
  let lastArrival = 0;

  function arrive(message: Stored): void {
    const soon = scheduler.now() + latency(server);
    // One connection keeps the order of what is sent over it, unless it is sent again.
    const at = lucky(server, 'reordered') ? Math.max(soon, lastArrival) : soon + scheduler.random.between(0, 3_000);
    lastArrival = Math.max(lastArrival, at);
    scheduler.later(at - scheduler.now(), `deliver ${message.seq}`, () => session.open && inbox.push(toDelivered(message)), process);
  }

  function say(seq: number, answer: Answer): void {
    if (!session.open || !lucky(server, 'lostVerdict')) return;
    scheduler.later(latency(server), `broker ${answer.kind} ${seq}`, () => server.isUp() && consumer.answer(seq, answer));
  }

  const toDelivered = ({ seq, at, subject, headers, payload }: Stored): Delivered => ({
    subject,
    headers,
    payload,
    place: `${seq}/${at}`,
    ack: () => say(seq, { kind: 'ack' }),
    nak: (inMs) => say(seq, { kind: 'nak', inMs }),
    working: () => say(seq, { kind: 'working' }),
  });

  const subscriber: Subscriber = {
    isReachable: () => session.open && process.alive && server.isUp(),
    send: arrive,
    end: () => inbox.end(),
  };
  consumer.join(subscriber);
  return inbox;
}
