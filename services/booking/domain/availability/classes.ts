/** Times of a class that somebody has booked: who else may have a place in them. */
import type { ClassTime, Question } from './question.ts';

const MINUTE_MS = 60_000;
const NONE: readonly ClassTime[] = [];

/** Places that are left by the rules, which may have changed since it was booked. */
export const placesIn = ({ rules }: Pick<Question, 'rules'>, { booked }: ClassTime): number => Math.max(0, rules.capacity - booked);

/** Those of a start that are as long as what is asked for. */
export const classesAt = ({ classes, durationMinutes }: Pick<Question, 'classes' | 'durationMinutes'>, start: number): readonly ClassTime[] =>
  (classes.get(start) ?? NONE).filter(({ end }) => end === start + durationMinutes * MINUTE_MS);
