/** Which mail tells of a booking's event: its own, or that of everything that one call did to its series. */
import type { Booking as ProtoBooking } from '#proto/berth/booking/v1/booking_pb.ts';
import type { Query } from '../../runtime/db/query.ts';
import { unavailable } from '../../runtime/errors.ts';
import type { Envelope } from '../../runtime/events/types.ts';
import { dispatch, told as ofTenant, type NotificationTurn } from '../actors/notification.actor.ts';
import { isMissing } from '../db/notification-store.ts';
import type { SeriesOccasion } from '../domain/facts.ts';
import { confirm, notify, type NotificationDecision, type Told as ToldState } from '../domain/notification.ts';
import { parseTraceparent } from '../../runtime/telemetry/propagation.ts';
import { gather, type Told } from '../domain/series-mail.ts';
import { seriesNotificationIdOf } from '../keys.ts';
import { subjectOf } from '../templates/content.ts';

/** A mail to write, and whether it is that of a series. */
export interface Mailing {
  readonly id: string;
  readonly ofSeries: boolean;
}

/** The mail of the series as long as it has the event or is still to go out; afterwards `ownId`. What one call did has one trace. */
export async function mailingOf(booking: ProtoBooking | undefined, kind: SeriesOccasion['kind'], ownId: string, { id: eventId, traceparent }: Envelope, read: Query): Promise<Mailing> {
  const own = { id: ownId, ofSeries: false };
  // Without one nothing says what belongs together.
  const trace = parseTraceparent(traceparent)?.traceId;
  // What is paid for by itself is confirmed by itself, with its receipt.
  if (!booking || booking.seriesId === '' || trace === undefined || (kind === 'booking_confirmed' && booking.payment)) return own;
  const id = seriesNotificationIdOf(booking.seriesId, kind, trace);
  return (await isMissing(read, id, eventId)) ? own : { id, ofSeries: true };
}

/** Has the mail sent: at once, or with what else happens to its series. */
export function mail(turn: NotificationTurn, { id, ofSeries }: Mailing, told: Told): void {
  const state = ofTenant(turn);
  const decision = ofSeries ? gather(state, id, told, turn.now) : single(state, id, told, turn.now);
  // Which mail it is was looked up before the turn.
  if (!decision || (state.notification && state.notification.id !== id)) {
    throw unavailable('MAIL_GONE', 'The mail about this series went out at this moment. The booking gets its own at the next attempt.');
  }
  dispatch(turn, decision);
}

const single = (state: ToldState, id: string, { booking, occasion }: Told, now: Date): NotificationDecision =>
  occasion.kind === 'booking_confirmed' ? confirm(state, id, booking, subjectOf, now) : notify(state, id, booking, occasion, subjectOf, now);
