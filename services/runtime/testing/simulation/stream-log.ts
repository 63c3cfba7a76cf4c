/** A stream of the simulated broker: numbered messages, message ids remembered for two minutes, and a tail that a power cut takes back. */
import type { OutgoingMessage } from '../../events/broker.ts';

/** A stored message. */
export interface Stored extends OutgoingMessage {
  readonly seq: number;
  readonly id: string;
  /** Virtual milliseconds. */
  readonly at: number;
}

/** The messages of a stream by number, from 1 on. */
export interface StreamLog {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Stores a message, or finds the one with its id. */
  append(message: OutgoingMessage, at: number): { readonly seq: number; readonly duplicate: boolean };
  at(seq: number): Stored | undefined;
  /** Forgets the newest messages down to `last`; their numbers are given out again. */
  truncate(last: number): void;
  messages(): Iterable<Stored>;
}

const DUPLICATE_WINDOW_MS = 120_000;

/** An empty stream. */
export function createStreamLog(name: string): StreamLog {
  const messages: Stored[] = [];
  const ids = new Map<string, Stored>();
  return {
    name,
    first: 1,
    get last() {
      return messages.length;
    },
    append(message, at) {
      const id = message.headers['Nats-Msg-Id'] ?? '';
      const known = ids.get(id);
      if (known && at - known.at <= DUPLICATE_WINDOW_MS) return { seq: known.seq, duplicate: true };
      const stored = { ...message, id, at, seq: messages.length + 1 };
      messages.push(stored);
      ids.set(id, stored);
      return { seq: stored.seq, duplicate: false };
    },
    at: (seq) => messages[seq - 1],
    truncate(last) {
      for (const { id } of messages.splice(last)) ids.delete(id);
    },
    messages: () => messages,
  };
}
