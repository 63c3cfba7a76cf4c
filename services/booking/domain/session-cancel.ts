/** Cancelling a session: nobody gets in any more from that moment on, and nobody on its list waits in vain. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Act, Booking, BookingState } from './booking.ts';
import type { Session } from './place.ts';
import type { SessionDecision } from './session.ts';

/** Only what is ahead: who has come has had their place. */
export function cancelSession(session: Session, act: Act): SessionDecision {
  if (session.cancelled) return { rejection: sessionCancelled() };
  if (session.time.start <= act.time) return { rejection: reject('ALREADY_BEGUN', 'This date has begun and cannot be cancelled any more.') };
  return { events: [{ type: 'sessionCancelled', session: { ...session, cancelled: act } }] };
}

export const sessionCancelled = (): Rejection => reject('SESSION_CANCELLED', 'This date was cancelled and cannot be changed any more.');

/** Its date was cancelled, and the booking is about to be. */
export const isOff = ({ sessions }: Pick<BookingState, 'sessions'>, { place }: Booking): boolean =>
  place.kind === 'session' && sessions.get(place.sessionId)?.cancelled !== undefined;

/** Why a place of the session cannot be had, or kept for a payment. */
export const refuseCancelled = ({ cancelled }: Session): Rejection | undefined =>
  cancelled && reject('SLOT_NOT_OFFERED', 'This date was cancelled. Choose another one.', { metadata: { rule: 'SESSION_CANCELLED' } });
