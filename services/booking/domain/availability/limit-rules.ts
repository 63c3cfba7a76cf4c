/** The chain's last links: how many bookings there may be in a period, for one customer and for all together. */
import { weekdayOf } from '../calendar-date.ts';
import { limitIdOf, type Counting } from '../limits.ts';
import type { Limit, Period } from '../rules.ts';
import { instantOf, wallAt } from '../zone-clock.ts';
import type { Moment } from './moment-rules.ts';
import type { Question } from './question.ts';
import type { Reason, Rule } from './reason.ts';

const DAY_MS = 86_400_000;

/** The half-open period that holds an instant, as its zone's calendar has it. */
export function periodOf(period: Period, instant: number, timeZone: string): { readonly from: number; readonly to: number } {
  if (period === 'ever') return { from: -Infinity, to: Infinity };
  const day = Math.floor(wallAt(instant, timeZone) / DAY_MS);
  const [first, next] = datesOf(period, day);
  return { from: instantOf(first * DAY_MS, timeZone), to: instantOf(next * DAY_MS, timeZone) };
}

/** First day of the period, and of the next one. */
function datesOf(period: Exclude<Period, 'ever'>, day: number): readonly [number, number] {
  if (period === 'day') return [day, day + 1];
  if (period === 'week') return [day - weekdayOf(day) + 1, day - weekdayOf(day) + 8];
  const date = new Date(day * DAY_MS);
  const monthAfter = (months: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months) / DAY_MS;
  return [monthAfter(0), monthAfter(1)];
}

interface Applied {
  readonly limit: Limit | undefined;
  readonly starts: readonly number[];
}

function limitRule(applied: (moment: Moment) => Applied, reason: (limit: Limit) => Reason): Rule<Moment> {
  return {
    breaks(moment) {
      const { limit, starts } = applied(moment);
      if (!limit || starts.length < limit.max) return false;
      const { from, to } = periodOf(limit.period, moment.start, moment.question.offering.timeZone);
      return starts.filter((start) => start >= from && start < to).length >= limit.max;
    },
    reason(moment) {
      const { limit } = applied(moment);
      if (!limit) throw new TypeError('there is no limit');
      return reason(limit);
    },
  };
}

const often = ({ max, period }: Limit): string => `${max} ${max === 1 ? 'booking' : 'bookings'}${period === 'ever' ? '' : ` a ${period}`}`;

const customerReason = (limit: Limit): Reason => ({ code: 'CUSTOMER_LIMIT', message: `Each customer can have ${often(limit)}.`, setBy: { rule: 'customer_limit', id: '' } });

const totalReason = (limit: Limit): Reason => ({ code: 'TOTAL_LIMIT', message: `There can be ${often(limit)} in all, and there are.`, setBy: { rule: 'total_limit', id: '' } });

export const limitRules: readonly Rule<Moment>[] = [
  limitRule(({ question }) => ({ limit: question.rules.perCustomer, starts: question.counted.byCustomer }), customerReason),
  limitRule(({ question }) => ({ limit: question.rules.inTotal, starts: question.counted.byAll }), totalReason),
];

/** A limit on what begins in the period of a start, with what is said when it is reached. */
export interface LimitAt extends Counting {
  readonly max: number;
  readonly reason: Reason;
}

/** The limits that a booking which begins then is under. */
export function limitsAt({ rules: { perCustomer, inTotal }, offering: { id: offeringId, timeZone }, customerId }: Question, start: number): readonly LimitAt[] {
  const at = (limit: Limit, whose: string | undefined, reason: Reason): LimitAt =>
    ({ id: limitIdOf(offeringId, whose), offeringId, customerId: whose, ...periodOf(limit.period, start, timeZone), max: limit.max, reason });
  return [
    ...(perCustomer && customerId !== undefined ? [at(perCustomer, customerId, customerReason(perCustomer))] : []),
    ...(inTotal ? [at(inTotal, undefined, totalReason(inTotal))] : []),
  ];
}
