/** A client of `WatchAvailability` that keeps the answer by the rules of the contract alone, and loses its connection when told to. */
import { toJson } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { AvailabilityUpdate, type WatchAvailabilityResponse } from '#proto/berth/booking/v1/availability_stream_pb.ts';
import { type Slot, SlotSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import type { AvailabilityService, ListSlotsRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Caller } from '../../runtime/actor/types.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';

export type AvailabilityClient = ClientOf<typeof AvailabilityService.method>;
export type SlotsQuery = MessageInitShape<typeof ListSlotsRequestSchema>;

export interface Follower {
  /** The messages so far, of all connections. */
  readonly messages: readonly WatchAvailabilityResponse[];
  /** What is kept, as `shown` shows it. */
  contents(): Readonly<Record<string, string>>;
  /** Resolves when what is kept is this; rejects with both when it never is. */
  until(expected: () => Promise<Readonly<Record<string, string>>>): Promise<void>;
  /** Connects with the last token, at whatever replica this client is of. */
  connect(client: AvailabilityClient): void;
  /** Drops the connection; resolves when nothing more can come. */
  drop(): Promise<void>;
  /** Resolves with the next message that this holds for, or that has come already. */
  message(holds: (message: WatchAvailabilityResponse) => boolean): Promise<WatchAvailabilityResponse>;
}

const PATIENCE_MS = 15_000;

const nameOf = (sessionId: string, start: Timestamp | undefined): string => sessionId || String(start?.seconds);

/** Slots by what names them, each with all that it says. */
export const shown = (slots: readonly Slot[]): Readonly<Record<string, string>> =>
  Object.fromEntries(slots.map((slot) => [nameOf(slot.sessionId, slot.time?.startTime), JSON.stringify(toJson(SlotSchema, slot))]));

export function follow(query: SlotsQuery, caller: Caller, token = ''): Follower {
  const messages: WatchAvailabilityResponse[] = [];
  const waiting = new Set<() => void>();
  let kept = new Map<string, Slot>();
  let resumeToken = token;
  let leaving = new AbortController();
  let reading: Promise<void> = Promise.resolve();

  function take(message: WatchAvailabilityResponse): void {
    if (message.update === AvailabilityUpdate.SNAPSHOT) kept = new Map();
    for (const [name, { time }] of kept) if (message.forgottenDates.includes(time?.localStart.slice(0, 10) ?? '')) kept.delete(name);
    for (const { sessionId, startTime } of message.goneSlots) kept.delete(nameOf(sessionId, startTime));
    for (const slot of message.slots) kept.set(nameOf(slot.sessionId, slot.time?.startTime), slot);
    resumeToken = message.resumeToken;
    messages.push(message);
    for (const wake of waiting) wake();
  }

  async function read(client: AvailabilityClient, signal: AbortSignal): Promise<void> {
    try {
      for await (const message of client.watchAvailability({ query, resumeToken }, { caller, signal })) take(message);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Resolves with what `look` finds, looking again after every message. */
  async function patiently<T>(look: () => Promise<T | undefined>, what: () => string): Promise<T> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const { promise: news, resolve } = Promise.withResolvers<void>();
      waiting.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      try {
        const found = await look();
        if (found !== undefined) return found;
        if (signal.aborted) throw new Error(what());
        await Promise.race([news, reading.then(() => news)]);
      } finally {
        waiting.delete(resolve);
      }
    }
  }

  return {
    messages,
    contents: () => shown([...kept.values()]),
    async until(expected) {
      let wanted: Readonly<Record<string, string>> = {};
      const same = async (): Promise<true | undefined> => {
        wanted = await expected();
        return sorted(shown([...kept.values()])) === sorted(wanted) ? true : undefined;
      };
      await patiently(same, () => `kept ${sorted(shown([...kept.values()]))}\nbut a fresh query says ${sorted(wanted)}`);
    },
    connect(client) {
      leaving = new AbortController();
      reading = read(client, leaving.signal);
    },
    async drop() {
      leaving.abort();
      await reading;
    },
    message: (holds) => patiently(async () => messages.find(holds), () => `no such message among ${messages.map(({ update }) => update).join(', ')}`),
  };
}

const sorted = (contents: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(contents).sort(([a], [b]) => (a < b ? -1 : 1)));
