/** What one booking takes of whom: each need as a span counted from the start, with and without the buffers. */
import type { Bookable } from '../schedule.ts';
import type { BookingRules, Need } from '../rules.ts';
import type { Question } from './question.ts';

const MINUTE_MS = 60_000;

/** All in milliseconds from the start of the booking. */
export interface Segment {
  readonly need: Need;
  /** Index of the need in the rules; -1 for the one that holds when there are none. */
  readonly index: number;
  /** Whose opening gives the times at which one can start. */
  readonly leads: boolean;
  readonly from: number;
  readonly to: number;
  /** With buffers, which lie outside the booking: only what begins or ends with it has them. */
  readonly takenFrom: number;
  readonly takenTo: number;
}

/** One of the offering's staff for the whole time. */
const ANYONE: Need = { kind: 'staff', count: 1, skills: [], offsetMinutes: 0, minutes: 0 };

/** The segments of a booking; exactly one leads: the first of staff, or else the first of all. */
export function segmentsOf(rules: BookingRules, durationMinutes: number): readonly Segment[] {
  const needs = rules.needs.length > 0 ? rules.needs : [ANYONE];
  const leading = Math.max(0, needs.findIndex(({ kind }) => kind === 'staff'));
  return needs.map((need, index) => segmentOf(need, index, index === leading, rules, durationMinutes));
}

function segmentOf(need: Need, index: number, leads: boolean, rules: BookingRules, durationMinutes: number): Segment {
  const begin = need.offsetMinutes;
  const end = need.minutes === 0 ? durationMinutes : Math.min(durationMinutes, begin + need.minutes);
  return {
    need,
    index: rules.needs.length > 0 ? index : -1,
    leads,
    from: begin * MINUTE_MS,
    to: end * MINUTE_MS,
    takenFrom: (begin === 0 ? -rules.bufferBeforeMinutes : begin) * MINUTE_MS,
    takenTo: (end === durationMinutes ? end + rules.bufferAfterMinutes : end) * MINUTE_MS,
  };
}

/** Whether a bookable can serve a need at all, whenever. Staff serve the offerings that they are said to; resources all that need their kind. */
export const serves = ({ kind, offeringIds, skills }: Bookable, need: Need, offeringId: string): boolean =>
  kind === need.kind && (kind !== 'staff' || offeringIds.includes(offeringId)) && need.skills.every((skill) => skills.includes(skill));

/** True when the question asks for this bookable, or for nobody by name. */
export const isAsked = ({ askedId }: Question, { leads }: Segment, { id }: Bookable): boolean => !leads || askedId === undefined || askedId === id;

/** Milliseconds between two starts that are offered. */
export const stepOf = ({ rules, offering }: Pick<Question, 'rules' | 'offering'>): number => (rules.stepMinutes || offering.durationMinutes) * MINUTE_MS;
