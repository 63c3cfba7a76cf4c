/** Bookings that were made together at the dates of a rule. The series never changes: its bookings do, each by itself or the rest of them in one turn. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { AskedBy, BookingEvent } from './booking.ts';
import { evolveMember, stateOf, withState, type BookingsState, type MemberEvent } from './bookings.ts';
import { moveIn, vacate } from './evolve.ts';

export type ConflictPolicy = 'all_or_nothing' | 'skip_conflicts';

/** A date of the rule that cannot be had. */
export interface SkippedDate {
  /** Among the dates of the rule, from 0. */
  readonly index: number;
  readonly localStart: string;
  /** As a single hold would be refused. */
  readonly reason: string;
  /** The link of the chain of rules that says no; empty when it is none of them. */
  readonly rule: string;
  readonly message: string;
}

export interface Series {
  readonly id: string;
  readonly offeringId: string;
  readonly customerId: string;
  readonly localStart: string;
  readonly timeZone: string;
  /** RFC 5545. */
  readonly recurrence: string;
  readonly onConflict: ConflictPolicy;
  /** Earliest first. */
  readonly skipped: readonly SkippedDate[];
  readonly created: Date;
  readonly request: AskedBy | undefined;
}

/** What a turn of a series works on: the series, its bookings and their places. */
export interface SeriesState extends BookingsState {
  readonly series: Series | undefined;
}

export type SeriesEvent =
  | MemberEvent
  | { readonly type: 'seriesMade'; readonly series: Series }
  /** Bookings that are to be moved give their places back, so that one can have what another had. */
  | { readonly type: 'placesGiven'; readonly bookingIds: readonly string[] }
  | { readonly type: 'memberMoved'; readonly bookingId: string; readonly event: Extract<BookingEvent, { type: 'rescheduled' }> };

export type SeriesDecision = { readonly events: readonly SeriesEvent[] } | { readonly rejection: Rejection };

export function evolveSeries(state: SeriesState, event: SeriesEvent): SeriesState {
  switch (event.type) {
    case 'seriesMade':
      return { ...state, series: event.series };
    case 'member':
      return evolveMember(state, event);
    case 'placesGiven':
      return event.bookingIds.reduce((before, id) => withState(before, vacate(stateOf(before, id))), state);
    case 'memberMoved':
      return withState(state, moveIn(stateOf(state, event.bookingId), event.event));
    default:
      return event satisfies never;
  }
}

export const toSkipped = (index: number, localStart: string, { reason, message, metadata }: Rejection): SkippedDate => ({
  index, localStart, reason, message, rule: metadata?.['rule'] ?? '',
});

/** Names every date that cannot be had, and why. */
export function conflicts(dates: readonly SkippedDate[], of: number, whatToDo: string): Rejection {
  return reject('SERIES_CONFLICTS', `${dates.length} of ${of} dates cannot be had: ${dates.map(({ localStart }) => localStart.replace('T', ' ')).join(', ')}. ${whatToDo}`, {
    metadata: { dates: dates.map(({ localStart }) => localStart).join(), reasons: dates.map(({ rule, reason }) => rule || reason).join() },
    violations: dates.map(({ index, localStart, message }) => ({ field: `dates[${index}]`, description: `${localStart.replace('T', ' ')}: ${message}` })),
  });
}
