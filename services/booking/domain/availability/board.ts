/** A question with everyone's diary open at the span: what lists, explanations and holds all look at. */
import { assign, type Unit } from './assignment.ts';
import { diaryOf, type Diary } from './diary.ts';
import type { Bookable } from '../schedule.ts';
import type { ClassTime, Question } from './question.ts';
import { keeps } from './reason.ts';
import { isAsked, segmentsOf, serves, type Segment } from './segments.ts';
import { classesAt, placesIn } from './classes.ts';
import { presenceRules, visitOf, visitRules } from './visit-rules.ts';

/** A segment with everyone who could ever serve it. */
export interface Part {
  readonly segment: Segment;
  readonly diaries: readonly Diary[];
}

export interface Board {
  readonly question: Question;
  readonly parts: readonly Part[];
  readonly leading: Part;
}

/** For bookings that start in the half-open span. */
export function boardOf(question: Question, from: number, to: number): Board {
  const { bookables, closures, busy, rules, durationMinutes, offering } = question;
  const opened = new Map<Bookable, Diary>();
  /** Only of those who are asked for: who books with one of many does not wait for the diaries of all. */
  const open = (bookable: Bookable): Diary => {
    const diary = opened.get(bookable) ?? diaryOf(bookable, closures, busy, from, to + durationMinutes * 60_000);
    opened.set(bookable, diary);
    return diary;
  };
  const parts = segmentsOf(rules, durationMinutes).map((segment) => ({
    segment,
    diaries: bookables.filter((bookable) => serves(bookable, segment.need, offering.id) && isAsked(question, segment, bookable)).map(open),
  }));
  const leading = parts.find(({ segment }) => segment.leads);
  if (!leading) throw new TypeError('a booking takes nothing');
  return { question, parts, leading };
}

/** Who of a part could serve a booking that starts then. */
export const freeAt = ({ question }: Board, { segment, diaries }: Part, start: number): readonly Diary[] =>
  diaries.filter((diary) => keeps(visitRules, visitOf(question, segment, diary, start)));

/** As many units as a part's need says. */
export const unitsOf = ({ segment: { need, takenFrom, takenTo } }: Part, free: readonly Diary[]): readonly Unit<Diary & { readonly id: string }>[] =>
  Array.from({ length: need.count }, () => ({ from: takenFrom, to: takenTo, candidates: free.map((diary) => ({ ...diary, id: diary.bookable.id })) }));

/** Those of the leading part for whom everything else that a booking takes is free as well; in their own order. */
export function whoCanLead(board: Board, start: number, leaders: readonly Diary[]): readonly Diary[] {
  const others = board.parts.filter((part) => part !== board.leading);
  const { need } = board.leading.segment;
  if (leaders.length < need.count) return [];
  const free = others.map((part) => ({ part, free: freeAt(board, part, start) }));
  if (free.some(({ part, free: available }) => available.length < part.segment.need.count)) return [];
  if (need.count === 1 && apart(board)) return leaders;
  const rest = free.flatMap(({ part, free: available }) => unitsOf(part, available));
  return leaders.filter((leader) => {
    const [, ...alike] = unitsOf(board.leading, leaders);
    return assign([...unitsOf(board.leading, [leader]).slice(0, 1), ...alike, ...rest]) !== undefined;
  });
}

/** True when no bookable could serve two of the needs: then each need is met by itself. */
const apart = ({ parts }: Board): boolean => new Set(parts.map(({ segment }) => segment.need.kind)).size === parts.length;

/** Who could lead a booking, and the most places that one party could have. */
export interface Choice {
  readonly by: readonly Diary[];
  readonly places: number;
}

/** With whoever is free, or in a class that has begun to fill. `leaders`: those of the leading part who are free. */
export function choiceAt(board: Board, start: number, leaders: readonly Diary[]): Choice {
  const { question, leading } = board;
  const free = leaders.length === 0 ? [] : whoCanLead(board, start, leaders);
  const joinable = joinableAt(board, start);
  if (joinable.length === 0) return { by: free, places: free.length > 0 ? question.rules.capacity : 0 };
  const ids = new Set([...free.map(({ bookable }) => bookable.id), ...joinable.flatMap((each) => idsOf(board, leading, each))]);
  const places = free.length > 0 ? question.rules.capacity : Math.max(...joinable.map((each) => placesIn(question, each)));
  return { by: leading.diaries.filter(({ bookable }) => ids.has(bookable.id)), places };
}

/** Times of the class with places left, of which everybody is there and may serve what is asked for. */
export const joinableAt = (board: Board, start: number): readonly ClassTime[] =>
  classesAt(board.question, start).filter((each) => placesIn(board.question, each) > 0 && isServed(board, each, start));

function isServed(board: Board, each: ClassTime, start: number): boolean {
  const needed = board.parts.reduce((sum, { segment }) => sum + segment.need.count, 0);
  return needed === each.ids.length && board.parts.every((part) => idsOf(board, part, each).every((id) => isThere(board, part, id, start)));
}

function isThere({ question }: Board, { segment, diaries }: Part, id: string, start: number): boolean {
  const diary = diaries.find(({ bookable }) => bookable.id === id);
  return diary !== undefined && keeps(presenceRules, visitOf(question, segment, diary, start));
}

/** Who serves a part of a class: they are kept part by part. */
export function idsOf({ parts }: Board, part: Part, { ids }: ClassTime): readonly string[] {
  const from = parts.slice(0, parts.indexOf(part)).reduce((sum, { segment }) => sum + segment.need.count, 0);
  return ids.slice(from, from + part.segment.need.count);
}
