/** What reactions to booking's own events share: which list is concerned, and what it learns of an offer. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { BookedTime, Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import type { Key } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { callerOf, type Envelope } from '../../runtime/events/types.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import { offerSoon, type WaitlistTurn } from '../actors/waitlist-turn.ts';
import type { ListsConcerned } from '../db/waitlist-store.ts';
import type { Span } from '../domain/local-time.ts';
import { settle } from '../domain/waitlist.ts';
import { waitlistKey } from '../keys.ts';

/** Keys of the lists that a booking's end concerns: that of its offer, that of its session when somebody waits there, and those of times near its own. */
export async function routeToLists(lists: ListsConcerned, booking: Booking | undefined, read: Query, envelope: Envelope): Promise<readonly Key[]> {
  const bookingId = booking && tryTypeId('bkg', booking.id);
  if (!booking || bookingId === undefined) return [];
  const asked = { bookingId, sessionId: tryTypeId('ses', booking.sessionId), time: booking.sessionId === '' ? spanOf(booking.time) : undefined };
  return (await lists({ db: read, caller: callerOf(envelope) }, asked)).map(waitlistKey);
}

/** The span of a time, when it is told. */
export const spanOf = (time: BookedTime | undefined): Span | undefined =>
  time?.startTime && time.endTime ? { from: timestampDate(time.startTime), to: timestampDate(time.endTime) } : undefined;

/** The booking has ended: an offer that it was is over, and its places are for whoever is next. */
export function placesFreed(turn: WaitlistTurn, { key, source, time }: Envelope, reason: string): void {
  turn.apply(settle(turn.state.waitlist, key, 'expired', { actor: `service:${source}`, time, reason }));
  offerSoon(turn);
}
