/** The chain's first links: what must hold of a start, whoever would serve it. */
import { shown, minutes, type Reason, type ReasonCode, type Rule, type SetBy } from './reason.ts';
import type { Question } from './question.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface Moment {
  readonly question: Question;
  readonly start: number;
}

const because = (code: ReasonCode, rule: SetBy['rule'], message: string): Reason => ({ code, message, setBy: { rule, id: '' } });

const published: Rule<Moment> = {
  breaks: ({ question }) => !question.offering.published,
  reason: ({ question }) => ({
    code: 'OFFERING_NOT_PUBLISHED',
    message: `“${question.offering.title}” is not offered at present.`,
    setBy: { rule: 'offering', id: question.offering.id },
  }),
};

/** What the customer chose, without add-ons. */
const chosenMinutes = ({ durationMinutes, extraMinutes }: Question): number => durationMinutes - extraMinutes;

/** Whether it can be had for so long, whenever. */
export function offersDuration(question: Question): boolean {
  const chosen = chosenMinutes(question);
  return chosen === question.offering.durationMinutes || question.rules.durations.includes(chosen);
}

const durationOffered: Rule<Moment> = {
  breaks: ({ question }) => !offersDuration(question),
  reason: ({ question, question: { offering, rules } }) =>
    because('DURATION_NOT_OFFERED', 'durations', `${minutes(chosenMinutes(question))} cannot be booked. Choose ${[offering.durationMinutes, ...rules.durations].join(' or ')} minutes.`),
};

const notPast: Rule<Moment> = {
  breaks: ({ question, start }) => start <= question.now,
  reason: () => because('IN_PAST', 'clock', 'This time has begun already.'),
};

const leadTime: Rule<Moment> = {
  breaks: ({ question: { now, rules }, start }) => start > now && start < now + rules.leadMinutes * MINUTE_MS,
  reason: ({ question: { rules } }) => because('LEAD_TIME', 'lead_time', `It has to be booked at least ${minutes(rules.leadMinutes)} ahead.`),
};

const bookingWindow: Rule<Moment> = {
  breaks: ({ question: { now, rules }, start }) => rules.windowDays > 0 && start > now + rules.windowDays * DAY_MS,
  reason: ({ question: { now, rules, offering } }) =>
    because('BOOKING_WINDOW', 'booking_window', `Booking is open until ${shown(now + rules.windowDays * DAY_MS, offering.timeZone)}: ${rules.windowDays} days ahead.`),
};

export const momentRules: readonly Rule<Moment>[] = [published, durationOffered, notPast, leadTime, bookingWindow];
