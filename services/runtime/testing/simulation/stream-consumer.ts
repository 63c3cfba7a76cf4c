/**
 * A consumer of the simulated broker: gives each message of its stream to one of its subscribers, and again when nobody has
 * said anything about it for 30 s, or was asked for later.
 */
import type { Scheduler } from './scheduler.ts';
import type { Stored, StreamLog } from './stream-log.ts';

/** One replica's subscription, as the server sees it. */
export interface Subscriber {
  /** Whether the server still has a connection to it. */
  isReachable(): boolean;
  /** Sends a delivery on its way. */
  send(message: Stored): void;
  /** The consumer is gone. */
  end(): void;
}

/** What a subscriber says about a message. */
export type Answer = { readonly kind: 'ack' | 'working' } | { readonly kind: 'nak'; readonly inMs: number };

/** How far a service has come in a stream, whichever of its processes does the work. */
export interface StreamConsumer {
  join(subscriber: Subscriber): void;
  leave(subscriber: Subscriber): void;
  /** New messages may have come. */
  look(): void;
  answer(seq: number, answer: Answer): void;
  /** After a power cut: what it knew beyond `last` is forgotten, and what was acknowledged last may come again. */
  recover(last: number, forgotten: number): void;
  /** It was deleted. */
  end(): void;
  /** Messages that are delivered and not acknowledged, or not delivered yet. */
  readonly open: number;
}

const ACK_WAIT_MS = 30_000;
/** More deliveries of one message than this in so short a time are a storm: somebody asks for it at once, again and again. */
const STORM = { deliveries: 5, withinMs: 150 } as const;

interface Delivery {
  timer: Disposable;
  readonly recent: number[];
}

/** What a consumer is made with. */
export interface StreamConsumerOptions {
  readonly name: string;
  readonly log: StreamLog;
  readonly scheduler: Scheduler;
  /** A message was delivered again and again at once. */
  readonly onStorm: (consumer: string, seq: number) => void;
  /** Whether a message goes out twice this time, perhaps to two subscribers. */
  readonly isDoubled: () => boolean;
}

/** A consumer that begins with the stream's first message. */
export function createStreamConsumer({ name, log, scheduler, onStorm, isDoubled }: StreamConsumerOptions): StreamConsumer {
  const pending = new Map<number, Delivery>();
  const again: number[] = [];
  const subscribers: Subscriber[] = [];
  let next = 1;
  let isOver = false;

  function look(): void {
    for (;;) {
      const reachable = subscribers.filter((subscriber) => subscriber.isReachable());
      if (reachable.length === 0) return;
      const seq = again.shift() ?? (next <= log.last ? next++ : undefined);
      if (seq === undefined) return;
      const message = log.at(seq);
      if (message) deliver(message, scheduler.random.pick(reachable));
      if (message && isDoubled()) deliver(message, scheduler.random.pick(reachable));
    }
  }

  function deliver(message: Stored, subscriber: Subscriber): void {
    const { seq } = message;
    const recent = (pending.get(seq)?.recent ?? []).filter((at) => at > scheduler.now() - STORM.withinMs);
    recent.push(scheduler.now());
    if (recent.length > STORM.deliveries) onStorm(name, seq);
    pending.get(seq)?.timer[Symbol.dispose]();
    pending.set(seq, { recent, timer: wait(seq, ACK_WAIT_MS) });
    subscriber.send(message);
  }

  const wait = (seq: number, ms: number): Disposable =>
    scheduler.later(ms, 'redeliver', () => {
      again.push(seq);
      look();
    });

  return {
    join(subscriber) {
      // Deleted while the subscriber was on its way.
      if (isOver) return subscriber.end();
      subscribers.push(subscriber);
      look();
    },
    leave(subscriber) {
      const index = subscribers.indexOf(subscriber);
      if (index >= 0) subscribers.splice(index, 1);
    },
    look,
    answer(seq, answer) {
      const delivery = pending.get(seq);
      if (!delivery) return;
      delivery.timer[Symbol.dispose]();
      if (answer.kind === 'ack') pending.delete(seq);
      else delivery.timer = wait(seq, answer.kind === 'nak' ? answer.inMs : ACK_WAIT_MS);
    },
    recover(last, forgotten) {
      for (const [seq, { timer }] of pending) {
        if (seq <= last) continue;
        timer[Symbol.dispose]();
        pending.delete(seq);
      }
      for (let index = again.length - 1; index >= 0; index -= 1) if ((again[index] ?? 0) > last) again.splice(index, 1);
      next = Math.max(1, Math.min(next, last + 1) - forgotten);
      look();
    },
    end() {
      isOver = true;
      for (const { timer } of pending.values()) timer[Symbol.dispose]();
      pending.clear();
      for (const subscriber of subscribers.splice(0)) subscriber.end();
    },
    get open() {
      return pending.size + log.last + 1 - next;
    },
  };
}
