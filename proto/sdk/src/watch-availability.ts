/** Keeps the answer of `ListSlots` as new as it is at Berth: a dropped or silent stream is taken up again where it was, and only what differs is sent again. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { AvailabilityUpdate, type WatchAvailabilityResponse } from '../../gen/berth/booking/v1/availability_stream_pb.ts';
import type { Slot } from '../../gen/berth/booking/v1/booking_pb.ts';
import type { AvailabilityService, ListSlotsRequestSchema } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { keptAlive, type StreamOptions } from './kept-alive.ts';

/** What can be booked. */
export interface Availability {
  /** As `ListSlots` answers at this moment, earliest first; a new list only when one of the slots has changed. */
  readonly slots: readonly Slot[];
  /** True while the stream is open; false when the slots may be out of date until it is open again. */
  readonly live: boolean;
}

/** What to watch the answer of. */
export type SlotsQuery = MessageInitShape<typeof ListSlotsRequestSchema>;

/**
 * The answer now, then after each change of it and whenever it ceases to be live or becomes so again; heartbeats are left out.
 * Ends only by the signal or by leaving the loop. Throws what Berth refuses (`NOT_FOUND`) and when it stays away for too long.
 */
export async function* watchAvailability(
  availability: Client<typeof AvailabilityService>,
  query: SlotsQuery,
  options: StreamOptions = {},
): AsyncGenerator<Availability, void, undefined> {
  let known: ReadonlyMap<string, Slot> = new Map();
  let shown: Availability = { slots: [], live: false };
  let resumeToken = '';
  for await (const message of keptAlive((call) => availability.watchAvailability({ query, resumeToken }, call), options)) {
    const before = shown;
    if (message) {
      resumeToken = message.resumeToken;
      const next = applied(known, message);
      shown = { slots: next === known ? shown.slots : inOrder(next), live: true };
      known = next;
    } else {
      shown = { ...shown, live: false };
    }
    if (shown.slots !== before.slots || shown.live !== before.live) yield shown;
  }
}

/** Forgets, takes away, puts in; the same map when there is nothing to do. */
function applied(known: ReadonlyMap<string, Slot>, { update, forgottenDates, goneSlots, slots }: WatchAvailabilityResponse): ReadonlyMap<string, Slot> {
  if (update === AvailabilityUpdate.SNAPSHOT) return new Map(slots.map((slot) => [keyOf(slot.sessionId, slot.time?.startTime), slot]));
  if (forgottenDates.length + goneSlots.length + slots.length === 0) return known;
  const next = new Map([...known].filter(([, { time }]) => !forgottenDates.includes(time?.localStart.slice(0, 10) ?? '')));
  for (const { sessionId, startTime } of goneSlots) next.delete(keyOf(sessionId, startTime));
  for (const slot of slots) next.set(keyOf(slot.sessionId, slot.time?.startTime), slot);
  return next;
}

type Instant = { readonly seconds: bigint; readonly nanos: number };

const keyOf = (sessionId: string, start: Instant | undefined): string => sessionId || `${start?.seconds}.${start?.nanos}`;

const inOrder = (slots: ReadonlyMap<string, Slot>): readonly Slot[] =>
  [...slots.values()].sort((a, b) => compare(secondsOf(a), secondsOf(b)) || compare(a.sessionId, b.sessionId));

const secondsOf = ({ time }: Slot): bigint => time?.startTime?.seconds ?? 0n;

const compare = <T extends bigint | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
