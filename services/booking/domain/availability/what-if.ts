/** The same question under other rules: what the business would see if it changed them. */
import type { BookingRules } from '../rules.ts';
import { explain, type Explanation } from './explain.ts';
import { noClasses, nothingCounted, type Question } from './question.ts';

export interface Changes {
  /** Rules that are named replace those that hold. */
  readonly rules?: Partial<Omit<BookingRules, 'offeringId'>>;
  readonly withoutClosureIds?: readonly string[];
  /** As if nobody had booked. */
  readonly withoutBookings?: boolean;
}

export const changed = (question: Question, { rules = {}, withoutClosureIds = [], withoutBookings = false }: Changes): Question => ({
  ...question,
  rules: { ...question.rules, ...rules },
  closures: question.closures.filter(({ id }) => !withoutClosureIds.includes(id)),
  ...(withoutBookings && { busy: new Map(), classes: noClasses, counted: nothingCounted }),
});

/** The verdict as it is and as it would be. */
export const whatIf = (question: Question, start: number, changes: Changes): { readonly before: Explanation; readonly after: Explanation } => ({
  before: explain(question, start),
  after: explain(changed(question, changes), start),
});
