/** The place that a request names: what of it can be had by the rules, before the turn decides about what is taken. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { CreateBookingRequest, SlotChoice } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { invalidField, reject, type Rejection } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { GlancedSession } from '../db/glance.ts';
import { boardOf, freeAt, type Board } from '../domain/availability/board.ts';
import { explain, explainSession, firstReason, noSession } from '../domain/availability/explain.ts';
import { isOffered } from '../domain/availability/list.ts';
import { limitsAt, periodOf } from '../domain/availability/limit-rules.ts';
import { nothingCounted, type Question } from '../domain/availability/question.ts';
import type { Reason } from '../domain/availability/reason.ts';
import type { WantedUnit } from '../domain/choose.ts';
import type { WantedPlace } from '../domain/hold.ts';
import type { AppliedLimit } from '../domain/limits.ts';
import { timeFrom } from '../domain/local-time.ts';
import type { Offering } from '../domain/offering.ts';
import { policyOf, type CancellationPolicy } from '../domain/policy.ts';
import { limitsDates } from '../domain/rules.ts';
import { loadOpenQuestion } from '../queries/availability-question.ts';

/** What is known of the wish. */
export interface Wish {
  readonly offering: Offering;
  /** Of the add-ons, with which it takes longer. */
  readonly extraMinutes?: number;
  /** The date of an event that is wished for, when there is such a one. */
  readonly date?: GlancedSession | undefined;
  /** Moves a booking of that length instead of making one. */
  readonly moves?: { readonly minutes: number; readonly byStaff: boolean };
}

type Named = Pick<CreateBookingRequest, 'place' | 'partySize'>;

export async function wantedPlace({ place, partySize }: Named, wish: Wish, view: View): Promise<WantedPlace> {
  if (place.case === 'sessionId') return wantedDate(fromTypeId('ses', place.value, 'session_id'), partySize || 1, wish, view);
  if (place.case !== 'slot') throw invalidField('slot.start_time', 'is required');
  return wantedTime(place.value, partySize || 1, wish, view);
}

async function wantedDate(sessionId: string, partySize: number, { offering, date, moves }: Wish, view: View): Promise<WantedPlace> {
  const place = { kind: 'session', sessionId, partySize } as const;
  // The turn has words for what is no date of the offering.
  if (date?.offeringId !== offering.id) return place;
  const { rules, start } = date;
  if (!limitsDates(rules)) return { ...place, policy: policyIn({ rules, offering }) };
  const asked = { span: { from: start, to: new Date(start.getTime() + 1) }, durationMinutes: 0, extraMinutes: 0, customerId: countedFor(moves, view) };
  return dateIn(forMoves(await loadOpenQuestion(view, offering, asked), moves), sessionId, start, partySize);
}

/** The date that begins then, or the rule that says no; whether there are places is for the turn to see. */
export function dateIn(question: Question, sessionId: string, start: Date, partySize: number): WantedPlace {
  const { reasons: [first] } = explainSession(question, start.getTime(), { id: sessionId, placesLeft: partySize });
  if (first) return { kind: 'none', rejection: refusal(first) };
  return { kind: 'session', sessionId, partySize, ...termsIn(question, start) };
}

const policyIn = ({ rules, offering }: Pick<Question, 'rules' | 'offering'>): CancellationPolicy => policyOf(rules.cancellationTiers, offering.freeCancellationHours);

const termsIn = (question: Question, start: Date) => ({
  policy: policyIn(question),
  limits: limitsAt(question, start.getTime()).map(({ reason, ...limit }): AppliedLimit => ({ ...limit, rejection: refusal(reason) })),
});

/** Whoever moves a booking has one already, which the limit let them have. */
const countedFor = (moves: Wish['moves'], { caller }: View): string | undefined => (moves ? undefined : caller.subject);

/** A time with staff is for one, unless it is a class. */
function refuseParty(partySize: number, capacity: number): void {
  if (partySize > capacity) throw invalidField('party_size', capacity === 1 ? 'must be 1 for a time with staff' : `must be at most ${capacity}, the places of one time`);
}

async function wantedTime({ startTime, staffId, durationMinutes }: SlotChoice, party: number, { offering, extraMinutes = 0, moves }: Wish, view: View): Promise<WantedPlace> {
  if (!startTime) throw invalidField('slot.start_time', 'is required');
  // An event is had at its dates, whoever works then.
  if (offering.kind === 'event') return { kind: 'none', rejection: refusal(noSession) };
  const start = timestampDate(startTime);
  const asked = {
    span: { from: start, to: new Date(start.getTime() + 1) },
    durationMinutes: moves?.minutes ?? durationMinutes,
    extraMinutes,
    staffId: staffId === '' ? undefined : fromTypeId('stf', staffId, 'slot.staff_id'),
    customerId: countedFor(moves, view),
  };
  const question = forMoves(await loadOpenQuestion(view, offering, asked), moves);
  return timeIn(question, start, party);
}

/** The time that begins then, with everyone who is there for it, or the rule that says no. */
export function timeIn(question: Question, start: Date, party = 1): WantedPlace {
  const { capacity } = question.rules;
  refuseParty(party, capacity);
  const board = boardOf(question, start.getTime(), start.getTime() + 1);
  if (!isOffered(board, start.getTime())) return { kind: 'none', rejection: refusalAt(question, start.getTime()) };
  const { timeZone } = question.offering;
  const { from, to } = periodOf('day', start.getTime(), timeZone);
  const wanted = {
    time: timeFrom(start, question.durationMinutes, timeZone),
    units: unitsAt(board, start.getTime()),
    day: { from: new Date(from), to: new Date(to) },
    staysWith: [],
    ...termsIn(question, start),
  };
  return capacity === 1 ? { kind: 'time', ...wanted } : { kind: 'class', ...wanted, party, capacity };
}

/** A booking that is moved keeps its length, and counts towards limits already; staff may move what customers may not. */
export function forMoves(question: Question, moves: Wish['moves']): Question {
  if (!moves) return question;
  const { rules, offering } = question;
  const kept = { ...question, counted: nothingCounted, rules: { ...rules, durations: [...rules.durations, moves.minutes], perCustomer: undefined, inTotal: undefined } };
  return moves.byStaff ? { ...kept, offering: { ...offering, published: true }, rules: { ...kept.rules, leadMinutes: 0, windowDays: 0 } } : kept;
}

/** Why nobody can have the time. Everybody's reasons are looked for only now, since nearly all who ask may have theirs. */
function refusalAt(question: Question, start: number): Rejection {
  const explanation = explain(question, start);
  const [first] = explanation.reasons;
  if (!first) throw new TypeError(`no reason keeps ${new Date(start).toISOString()} from being booked, and yet it is not offered`);
  return refusal(firstReason(explanation, first));
}

function unitsAt(board: Board, start: number): readonly WantedUnit[] {
  return board.parts.flatMap((part) => {
    const { need, takenFrom, takenTo } = part.segment;
    const candidates = freeAt(board, part, start).map(({ bookable: { id, kind, name } }) => ({ id, kind, name }));
    return Array.from({ length: need.count }, () => ({ start: new Date(start + takenFrom), end: new Date(start + takenTo), candidates }));
  });
}

/** Why a hold of that time is refused. */
export function refusal({ code, message }: Reason): Rejection {
  if (code === 'IN_PAST') return reject('SLOT_IN_PAST', 'This time has begun already. Choose a later one.');
  return reject('SLOT_NOT_OFFERED', `${message} Choose one of the times offered.`, { metadata: { rule: code } });
}
