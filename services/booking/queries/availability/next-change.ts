/** When an answer changes without anyone doing anything: times come closer than may be booked, and others come into the booking window. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { BookingRules } from '../../domain/rules.ts';
import type { Answer } from './answer.ts';

/** What comes into the booking window is at most so late: which time that is, the answer does not say. */
const WINDOW_STEP_MS = 15_000;
const MINUTE_MS = 60_000;

/** The instant at which to compute anew; `undefined` when only a change of something else can change the answer. */
export function nextChange({ slots }: Answer, { leadMinutes, windowDays }: Pick<BookingRules, 'leadMinutes' | 'windowDays'>, now: Date): Date | undefined {
  const [earliest] = slots.values();
  const start = earliest?.slot.time?.startTime;
  // A slot can be booked up to and including the instant that is the lead time before it, but not when it begins.
  const closing = start && timestampMs(start) - leadMinutes * MINUTE_MS + (leadMinutes > 0 ? 1 : 0);
  const opening = windowDays > 0 ? now.getTime() + WINDOW_STEP_MS : undefined;
  const instants = [closing, opening].filter((instant) => instant !== undefined);
  return instants.length === 0 ? undefined : new Date(Math.min(...instants));
}
