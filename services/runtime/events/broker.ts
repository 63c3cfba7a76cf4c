/** What events need of a broker: the port between the outbox relay and the consumers on one side and JetStream, or a simulated broker, on the other. */
import type { RawEvent } from './dead-letters.ts';

/** A message on its way. Its header `Nats-Msg-Id` is its id: the broker drops a second one with the same id for a while. */
export interface OutgoingMessage {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

/** The broker's word that it has a message. Not durable: a power cut may take it back, and give its number to another. */
export interface Acknowledgement {
  readonly stream: string;
  /** The message's number in the stream. */
  readonly seq: number;
  /** The broker had a message with this id already; the number is that one's. */
  readonly duplicate: boolean;
}

/** Which numbers a stream has. Those of an empty stream may be 0, or begin after its last one. */
export interface StreamState {
  readonly first: number;
  readonly last: number;
  /** Numbers in between that were taken out. */
  readonly deleted: readonly number[];
}

/** A delivered message. What is said about it may get lost; what nobody says anything about for 30 s is delivered again. */
export interface Delivered extends RawEvent {
  /** Done with it. */
  ack(): void;
  /** Deliver it again, not before `inMs` milliseconds. Always with a delay: without one it comes back at once. */
  nak(inMs: number): void;
  /** Still at it: the 30 s begin again. */
  working(): void;
}

/** Messages of a consumer as they come. Ends when stopped, and when the consumer, its stream or the connection is gone. */
export interface Deliveries extends AsyncIterable<Delivered> {
  stop(): void;
}

/** A broker while it is reached. Everything rejects with `BrokerFailure`, and may have happened nevertheless. */
export interface Broker {
  publish(message: OutgoingMessage): Promise<Acknowledgement>;
  /** Makes a service's stream when it is missing. */
  ensureStream(service: string): Promise<void>;
  stateOf(stream: string): Promise<StreamState>;
  /** The id of the message with a number; `undefined` when there is none. */
  messageIdAt(stream: string, seq: number): Promise<string | undefined>;
  /** The events of `source` for `service`, shared by all its replicas, or those of one type `only`; stream and consumer are made when missing. */
  consume(source: string, service: string, only?: string): Promise<Deliveries>;
}

/** A service's way to the broker, over all outages. */
export interface BrokerLink {
  /** The broker while it is reached, for work that rather comes back later than waits. */
  broker(): Broker | undefined;
  /** Calls back each time the broker is reached again, and now when it is. */
  onConnected(listener: () => void): Disposable;
  /** Tells whoever listens now; dropped when the broker is out of reach. */
  hint(subject: string, data?: string): void;
  /** Listens to hints over all outages. */
  listen(subject: string, listener: (data: string) => void): Disposable;
}

/**
 * Why the broker did not do what it was asked. `refused`: it never takes this message. `no-stream`: nobody takes the
 * subject, the stream is gone or not up yet. `no-answer`: anything else; it may have been done.
 */
export type BrokerProblem = 'refused' | 'no-stream' | 'no-answer';

/** The broker did not do what it was asked, or did not say so. */
export class BrokerFailure extends Error {
  readonly problem: BrokerProblem;
  constructor(problem: BrokerProblem, cause: Error) {
    super(`the broker: ${problem}: ${cause.message}`, { cause });
    this.name = 'BrokerFailure';
    this.problem = problem;
  }
}
