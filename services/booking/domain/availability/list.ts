/** All times that can be booked in a span: every start of the grid that keeps the whole chain. */
import type { Bookable } from '../schedule.ts';
import type { OpenStretch } from '../opening.ts';
import { boardOf, choiceAt, freeAt, type Board, type Choice } from './board.ts';
import type { Diary } from './diary.ts';
import { limitRules } from './limit-rules.ts';
import { momentRules } from './moment-rules.ts';
import type { Question } from './question.ts';
import { keeps } from './reason.ts';
import { stepOf } from './segments.ts';
import { rulesOnStep } from './visit-rules.ts';

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
  for (const [start, leaders] of grid(board, from, to)) {
    const choice = choiceAtStart(board, start, leaders);
    if (choice) times.push({ start, by: choice.by.map(({ bookable }) => bookable), places: choice.places });
  }
  return times.toSorted((a, b) => a.start - b.start);
}

/** Whether the time that begins then can be booked, be it on the grid or not: true exactly when `explain` has no reason. */
export const isOffered = (board: Board, start: number): boolean => choiceAtStart(board, start, freeAt(board, board.leading, start)) !== undefined;

/** `leaders`: those of the leading part who are free. */
function choiceAtStart(board: Board, start: number, leaders: readonly Diary[]): Choice | undefined {
  const moment = { question: board.question, start };
  if (!keeps(momentRules, moment)) return undefined;
  const choice = choiceAt(board, start, leaders);
  return choice.by.length > 0 && keeps(limitRules, moment) ? choice : undefined;
}

/** Whether a start keeps what holds whoever serves it: enough for a date of an event, whose places are counted elsewhere. */
export const allows = (question: Question, start: number): boolean => keeps(momentRules, { question, start }) && keeps(limitRules, { question, start });

/** The starts at which somebody of the leading part begins a step, counted from the beginning of each part of their opening, with those who are free. */
function grid({ question, leading: { segment, diaries } }: Board, from: number, to: number): ReadonlyMap<number, readonly Diary[]> {
  const starts = new Map<number, Diary[]>();
  const step = stepOf(question);
  if (step <= 0) return starts;
  // One diary after the other, as far as possible: going through all at each start takes twice as long.
  for (const diary of diaries) {
    for (const open of diary.opening.open) {
      for (const start of startsIn(open, segment.from, step, from, to)) {
        const free = starts.get(start) ?? [];
        if (free.length === 0) starts.set(start, free);
        // Hours that overlap begin some steps twice.
        if (free.at(-1) !== diary && keeps(rulesOnStep, { question, segment, diary, start, open })) free.push(diary);
      }
    }
  }
  return starts;
}

function startsIn({ parts }: OpenStretch, offset: number, step: number, from: number, to: number): readonly number[] {
  const starts: number[] = [];
  for (const part of parts) {
    const skipped = Math.max(0, Math.ceil((from + offset - part.start) / step));
    for (let instant = part.start + skipped * step; instant < part.end && instant - offset < to; instant += step) starts.push(instant - offset);
  }
  return starts;
}
