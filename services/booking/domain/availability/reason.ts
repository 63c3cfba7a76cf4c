/** Why a time is not offered: a code for programs, a sentence for people, and what set the rule. Never whose booking is in the way. */
import { wallAt } from '../zone-clock.ts';

export type ReasonCode =
  | 'OFFERING_NOT_PUBLISHED' | 'DURATION_NOT_OFFERED' | 'IN_PAST' | 'LEAD_TIME' | 'BOOKING_WINDOW'
  | 'CLOSED' | 'DAY_OFF' | 'NOT_WORKING' | 'TOO_SHORT' | 'OFF_STEP' | 'TAKEN' | 'BUFFER_TAKEN'
  | 'NEED_NOT_MET' | 'NO_SESSION' | 'SOLD_OUT' | 'CUSTOMER_LIMIT' | 'TOTAL_LIMIT';

/** The rule that says no, and which one of its kind: the index of a weekly rule or need, the date of an override, the id of an offering, a closure or a session. */
export interface SetBy {
  readonly rule:
    | 'offering' | 'durations' | 'clock' | 'lead_time' | 'booking_window' | 'closure' | 'override' | 'weekly_rules'
    | 'step' | 'booking' | 'buffers' | 'capacity' | 'need' | 'session' | 'customer_limit' | 'total_limit';
  readonly id: string;
}

export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly setBy: SetBy;
}

/** One link of the chain, about subjects of one sort. */
export interface Rule<T> {
  /** Asked thousands of times a question: it makes nothing. */
  breaks(subject: T): boolean;
  /** Only for what breaks. */
  reason(subject: T): Reason;
}

/** True when the subject keeps every rule: stops at the first that it breaks. */
export function keeps<T>(rules: readonly Rule<T>[], subject: T): boolean {
  for (const rule of rules) if (rule.breaks(subject)) return false;
  return true;
}

/** Every rule that the subject breaks, in the order of the chain. */
export const broken = <T>(rules: readonly Rule<T>[], subject: T): readonly Reason[] =>
  rules.filter((rule) => rule.breaks(subject)).map((rule) => rule.reason(subject));

/** `2027-03-08 09:30`, as a clock in the zone shows it. */
export const shown = (instant: number, timeZone: string): string => new Date(wallAt(instant, timeZone)).toISOString().slice(0, 16).replace('T', ' ');

export const minutes = (count: number): string => `${count} ${count === 1 ? 'minute' : 'minutes'}`;
