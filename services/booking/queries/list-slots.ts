/** Times of one offering that can be booked, computed from sessions, working hours and claims at the moment of asking. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { ListSlotsRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { openSessions } from '../db/session-store.ts';
import { allows, openTimes } from '../domain/availability/list.ts';
import type { Question } from '../domain/availability/question.ts';
import type { Span } from '../domain/local-time.ts';
import { placesLeft } from '../domain/place.ts';
import { toSessionSlot, toTimeSlots } from '../availability-mapping.ts';
import { fromChoices } from '../mapping.ts';
import { loadQuestion, type QuestionSource } from './availability-question.ts';

const LONGEST_DAYS = 62;

export const listSlots = (source: QuestionSource) => async (view: View, request: ListSlotsRequest) => {
  const span = spanOf(request);
  const offeringId = fromTypeId('off', request.offeringId, 'offering_id');
  const { durationMinutes } = request;
  const question = await loadQuestion(view, { offeringId, span, durationMinutes, choices: fromChoices(request), staffId: staffIn(request.staffId) }, source);
  if (question.offering.kind === 'event') return { slots: await sessionSlots(view, question, span) };
  return { slots: toTimeSlots(question, openTimes(question, span.from.getTime(), span.to.getTime())) };
};

async function sessionSlots(view: View, question: Question, { from, to }: Span) {
  const sessions = await openSessions(view.db, question.offering.id, from, to);
  return sessions
    .filter((session) => placesLeft(session) > 0 && allows(question, session.time.start.getTime()))
    .map((session) => toSessionSlot(session, question.offering));
}

export const staffIn = (staffId: string): string | undefined => (staffId === '' ? undefined : fromTypeId('stf', staffId, 'staff_id'));

/** The span that is asked about; throws `INVALID_ARGUMENT` naming the field. */
export function spanOf({ fromTime, toTime }: Pick<ListSlotsRequest, 'fromTime' | 'toTime'>): Span {
  if (!fromTime) throw invalidField('from_time', 'is required');
  if (!toTime) throw invalidField('to_time', 'is required');
  const span = { from: timestampDate(fromTime), to: timestampDate(toTime) };
  const length = span.to.getTime() - span.from.getTime();
  if (length <= 0) throw invalidField('to_time', 'must be after from_time');
  if (length > LONGEST_DAYS * 86_400_000) throw invalidField('to_time', `must be at most ${LONGEST_DAYS} days after from_time`);
  return span;
}
