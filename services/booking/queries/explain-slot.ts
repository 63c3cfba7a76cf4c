/** Why a time is or is not offered, by the chain of rules that `ListSlots` uses; with a supposition, also what would be. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { ExplainSlotRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { fromSupposed, toExplanation } from '../availability-mapping.ts';
import { openSessions } from '../db/session-store.ts';
import { explain, explainSession, type SessionAt } from '../domain/availability/explain.ts';
import type { Question } from '../domain/availability/question.ts';
import { changed } from '../domain/availability/what-if.ts';
import { segmentsOf } from '../domain/availability/segments.ts';
import type { BookingRules } from '../domain/rules.ts';
import { placesLeft } from '../domain/place.ts';
import { fromChoices } from '../mapping.ts';
import { loadQuestion } from './availability-question.ts';
import type { OfferingSource } from './find-offering.ts';
import { staffIn } from './list-slots.ts';

export const explainSlot = (source: OfferingSource) => async (view: View, request: ExplainSlotRequest) => {
  if (!request.startTime) throw invalidField('start_time', 'is required');
  const start = timestampDate(request.startTime);
  const offeringId = fromTypeId('off', request.offeringId, 'offering_id');
  const supposed = request.suppose && fromSupposed(offeringId, request.suppose);
  const asked = {
    offeringId,
    span: { from: start, to: new Date(start.getTime() + 1) },
    durationMinutes: request.durationMinutes,
    choices: fromChoices(request),
    staffId: staffIn(request.staffId),
    customerId: request.customerId === '' ? undefined : fromTypeId('usr', request.customerId, 'customer_id'),
    supposedRules: supposed?.rules,
  };
  const question = await loadQuestion(view, asked, source);
  if (supposed?.rules) refuseOtherKinds(question, supposed.rules);
  const session = question.offering.kind === 'event' ? await sessionAt(view, question, start) : undefined;
  const verdict = (about: Question) => toExplanation(about.offering.kind === 'event' ? explainSession(about, start.getTime(), session) : explain(about, start.getTime()));
  return { explanation: verdict(question), ...(supposed && { supposed: verdict(changed(question, supposed)) }) };
};

/** Who or what could serve a kind is read for the rules that hold. */
function refuseOtherKinds({ rules }: Question, supposed: BookingRules): void {
  const known = new Set(segmentsOf(rules, 1).map(({ need }) => need.kind));
  if (segmentsOf(supposed, 1).some(({ need }) => !known.has(need.kind))) {
    throw invalidField('suppose.rules.needs', `can only name what the rules need already: ${[...known].join(', ')}`);
  }
}

async function sessionAt(view: View, { offering }: Question, start: Date): Promise<SessionAt | undefined> {
  const [session] = await openSessions(view.db, offering.id, start, new Date(start.getTime() + 1));
  return session && { id: session.id, placesLeft: placesLeft(session) };
}
