/** All times that can be booked in a span: every start of the grid that keeps the whole chain. */
import type { Bookable } from '../schedule.ts';
import { boardOf, choiceAt, type Board, type Choice, type Part } from './board.ts';
import type { Diary } from './diary.ts';
import { limitRules } from './limit-rules.ts';
import { momentRules } from './moment-rules.ts';
import type { Question } from './question.ts';
import { keeps } from './reason.ts';
import { stepOf } from './segments.ts';
import { visitOf, visitRules } from './visit-rules.ts';

/** A start, and everyone who could lead the booking: staff, or where none is needed, what the first need is for. */
export interface OpenTime {
  readonly start: number;
  readonly by: readonly Bookable[];
  /** The most that one party can have. */
  readonly places: number;
}

/** Starts in the half-open span, earliest first; `by` in the order of the question's bookables. */
export function openTimes(question: Question, from: number, to: number): readonly OpenTime[] {
  const board = boardOf(question, from, to);
  const times: OpenTime[] = [];
  for (const [start, diaries] of grid(board.leading, stepOf(question), from, to)) {
    const choice = choiceAtStart(board, start, diaries);
    if (choice) times.push({ start, by: choice.by.map(({ bookable }) => bookable), places: choice.places });
  }
  return times.toSorted((a, b) => a.start - b.start);
}

/** Whether the time that begins then can be booked, be it on the grid or not: true exactly when `explain` has no reason. */
export const isOffered = (board: Board, start: number): boolean => choiceAtStart(board, start, board.leading.diaries) !== undefined;

function choiceAtStart(board: Board, start: number, diaries: readonly Diary[]): Choice | undefined {
  const { question, leading: { segment } } = board;
  const moment = { question, start };
  if (!keeps(momentRules, moment)) return undefined;
  const choice = choiceAt(board, start, diaries.filter((diary) => keeps(visitRules, visitOf(question, segment, diary, start))));
  return choice.by.length > 0 && keeps(limitRules, moment) ? choice : undefined;
}

/** Whether a start keeps what holds whoever serves it: enough for a date of an event, whose places are counted elsewhere. */
export const allows = (question: Question, start: number): boolean => keeps(momentRules, { question, start }) && keeps(limitRules, { question, start });

/** Who of the leading part begins a step at which start: counted from the beginning of each part of their opening. */
function grid({ segment, diaries }: Part, step: number, from: number, to: number): ReadonlyMap<number, readonly Diary[]> {
  const starts = new Map<number, Diary[]>();
  if (step <= 0) return starts;
  for (const diary of diaries) {
    for (const start of startsOf(diary, segment.from, step, from, to)) {
      const known = starts.get(start);
      if (!known) starts.set(start, [diary]);
      // Hours that overlap begin some steps twice.
      else if (known.at(-1) !== diary) known.push(diary);
    }
  }
  return starts;
}

function startsOf({ opening }: Diary, offset: number, step: number, from: number, to: number): readonly number[] {
  const starts: number[] = [];
  for (const { parts } of opening.open) {
    for (const part of parts) {
      const skipped = Math.max(0, Math.ceil((from + offset - part.start) / step));
      for (let instant = part.start + skipped * step; instant < part.end && instant - offset < to; instant += step) starts.push(instant - offset);
    }
  }
  return starts;
}
