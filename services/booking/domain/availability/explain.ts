/** Why a time is or is not offered: the same chain as the list, without stopping at the first rule that says no. */
import type { Bookable } from '../schedule.ts';
import { boardOf, choiceAt, freeAt, idsOf, joinableAt, whoCanLead, type Board, type Part } from './board.ts';
import { limitRules } from './limit-rules.ts';
import { momentRules } from './moment-rules.ts';
import type { ClassTime, Question } from './question.ts';
import { broken, type Reason } from './reason.ts';
import { visitOf, visitRules } from './visit-rules.ts';

/** What keeps one bookable from serving one need; nothing when it could. */
export interface BookableVerdict {
  readonly bookable: Bookable;
  /** Index of the need in the rules; -1 for the one that holds when there are none. */
  readonly need: number;
  readonly reasons: readonly Reason[];
}

export interface Explanation {
  readonly start: number;
  /** None: the time can be booked. */
  readonly reasons: readonly Reason[];
  /** Each need with everyone who could ever serve it. */
  readonly bookables: readonly BookableVerdict[];
  /** Who could lead the booking, as the list has it; nobody unless it can be booked. */
  readonly by: readonly Bookable[];
}

/** Of any instant, also of one that is no start of the grid. */
export function explain(question: Question, start: number): Explanation {
  const board = boardOf(question, start, start + 1);
  const moment = { question, start };
  const joinable = joinableAt(board, start);
  const needs = joinable.length > 0 ? [] : unmetNeeds(board, start);
  const reasons = [...broken(momentRules, moment), ...needs, ...broken(limitRules, moment)];
  const able = reasons.length > 0 ? [] : choiceAt(board, start, freeAt(board, board.leading, start)).by;
  return { start, reasons, bookables: board.parts.flatMap((part) => verdicts(board, part, start, joinable)), by: able.map(({ bookable }) => bookable) };
}

/** A date of an event: the session that begins then, if there is one, and the places that are left of it. */
export interface SessionAt {
  readonly id: string;
  readonly placesLeft: number;
}

/** Of an event, for which nobody's time is taken. */
export function explainSession(question: Question, start: number, session: SessionAt | undefined): Explanation {
  const moment = { question, start };
  const reasons = [...broken(momentRules, moment), ...againstSession(session), ...broken(limitRules, moment)];
  return { start, reasons, bookables: [], by: [] };
}

export const noSession: Reason = { code: 'NO_SESSION', message: 'No date of this event begins then.', setBy: { rule: 'session', id: '' } };

function againstSession(session: SessionAt | undefined): readonly Reason[] {
  if (!session) return [noSession];
  if (session.placesLeft > 0) return [];
  return [{ code: 'SOLD_OUT', message: 'All places of this date are taken.', setBy: { rule: 'session', id: session.id } }];
}

/** What to tell somebody who wants one answer: when all who could serve an unmet need say the same, that. */
export function firstReason({ bookables }: Explanation, first: Reason): Reason {
  if (first.code !== 'NEED_NOT_MET') return first;
  const [theirs, ...others] = bookables.filter(({ need }) => String(need) === first.setBy.id).flatMap(({ reasons }) => reasons.slice(0, 1));
  return theirs && others.every(({ code }) => code === theirs.code) ? theirs : first;
}

function verdicts(board: Board, part: Part, start: number, joinable: readonly ClassTime[]): readonly BookableVerdict[] {
  const { segment, diaries } = part;
  const serving = new Set(joinable.flatMap((each) => idsOf(board, part, each)));
  return diaries.map((diary) => ({
    bookable: diary.bookable,
    need: segment.index,
    reasons: serving.has(diary.bookable.id) ? [] : broken(visitRules, visitOf(board.question, segment, diary, start)),
  }));
}

function unmetNeeds(board: Board, start: number): readonly Reason[] {
  const short = board.parts.flatMap((part) => {
    const free = freeAt(board, part, start).length;
    return free < part.segment.need.count ? [tooFew(part, free)] : [];
  });
  if (short.length > 0) return short;
  // Each need has enough by itself, but not all of them together.
  return whoCanLead(board, start, freeAt(board, board.leading, start)).length > 0 ? [] : [shared(board.leading)];
}

function tooFew({ segment: { need, index }, diaries }: Part, free: number): Reason {
  const skilled = need.skills.length === 0 ? '' : ` with ${need.skills.join(', ')}`;
  const message = diaries.length === 0
    ? `There is no ${need.kind}${skilled} who or which could serve this.`
    : `It needs ${need.count} ${need.kind}${skilled} at this time, and ${free === 0 ? 'none' : `only ${free}`} can be had.`;
  return { code: 'NEED_NOT_MET', message, setBy: { rule: 'need', id: String(index) } };
}

const shared = ({ segment }: Part): Reason => ({
  code: 'NEED_NOT_MET',
  message: 'Each need could be met by itself, but somebody would have to serve two at once.',
  setBy: { rule: 'need', id: String(segment.index) },
});
