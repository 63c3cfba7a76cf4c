/** The chain's links about one bookable: that it is open, open long enough, starts on the step, and is not taken. */
import { classesAt, placesIn } from './classes.ts';
import { openAt, shutAt, takenWithin, type Diary } from './diary.ts';
import type { OpenStretch } from '../opening.ts';
import type { Question } from './question.ts';
import { minutes, shown, type Reason, type Rule } from './reason.ts';
import { stepOf, type Segment } from './segments.ts';

/** A segment of a booking that starts at `start`, as it would be in someone's diary. */
export interface Visit {
  readonly question: Question;
  readonly segment: Segment;
  readonly diary: Diary;
  readonly start: number;
  /** Open when the segment begins. */
  readonly open: OpenStretch | undefined;
}

export const visitOf = (question: Question, segment: Segment, diary: Diary, start: number): Visit =>
  ({ question, segment, diary, start, open: openAt(diary, start + segment.from) });

const name = ({ diary }: Visit): string => diary.bookable.name;
const zone = ({ diary }: Visit): string => diary.bookable.schedule.timeZone;
const begin = ({ segment, start }: Visit): number => start + segment.from;

const notShut: Rule<Visit> = {
  breaks: (visit) => visit.open === undefined && shutAt(visit.diary, begin(visit)) !== undefined,
  reason: (visit) => shutReason(visit),
};

function shutReason(visit: Visit): Reason {
  const shut = shutAt(visit.diary, begin(visit));
  if (!shut) throw new TypeError('nothing shuts this date');
  const { by, date } = shut;
  const why = by.reason === '' ? '' : `: ${by.reason}`;
  return by.kind === 'closure'
    ? { code: 'CLOSED', message: `Closed on ${date}${why}.`, setBy: { rule: 'closure', id: by.closureId } }
    : { code: 'DAY_OFF', message: `${name(visit)} is off on ${date}${why}.`, setBy: { rule: 'override', id: by.date } };
}

const works: Rule<Visit> = {
  breaks: (visit) => visit.open === undefined && shutAt(visit.diary, begin(visit)) === undefined,
  reason: (visit) => ({
    code: 'NOT_WORKING',
    message: `${name(visit)} is not open at ${shown(begin(visit), zone(visit))}.`,
    setBy: { rule: 'weekly_rules', id: '' },
  }),
};

const longEnough: Rule<Visit> = {
  breaks: ({ open, start, segment }) => open !== undefined && start + segment.to > open.end,
  reason(visit) {
    const last = visit.open?.parts.at(-1)?.by;
    return {
      code: 'TOO_SHORT',
      message: `${name(visit)} is open until ${shown(visit.open?.end ?? 0, zone(visit))}, and this would end at ${shown(visit.start + visit.segment.to, zone(visit))}.`,
      setBy: last?.kind === 'override' ? { rule: 'override', id: last.date } : { rule: 'weekly_rules', id: String(last?.rule ?? '') },
    };
  },
};

const onStep: Rule<Visit> = {
  breaks(visit) {
    if (!visit.open || !visit.segment.leads) return false;
    const [instant, step] = [begin(visit), stepOf(visit.question)];
    return !visit.open.parts.some((part) => part.start <= instant && instant < part.end && (instant - part.start) % step === 0);
  },
  reason: ({ question }) => ({
    code: 'OFF_STEP',
    message: `Times begin every ${minutes(stepOf(question) / 60_000)} from when it opens.`,
    setBy: { rule: 'step', id: '' },
  }),
};

const ownTime = ({ segment, diary, start }: Visit) => takenWithin(diary, start + segment.from, start + segment.to);
const timeWithBuffers = ({ segment, diary, start }: Visit) => takenWithin(diary, start + segment.takenFrom, start + segment.takenTo);

const notTaken: Rule<Visit> = {
  breaks: (visit) => ownTime(visit) !== undefined,
  reason: (visit) => soldOut(visit) ?? { code: 'TAKEN', message: `${name(visit)} is booked at this time.`, setBy: { rule: 'booking', id: '' } },
};

/** Taken by the class itself, of which no place is left. */
function soldOut(visit: Visit): Reason | undefined {
  const { question, start, diary: { bookable } } = visit;
  const full = classesAt(question, start).find((each) => each.ids.includes(bookable.id) && placesIn(question, each) === 0);
  return full && { code: 'SOLD_OUT', message: `All ${full.booked} places with ${name(visit)} are taken.`, setBy: { rule: 'capacity', id: '' } };
}

const hasBuffers = ({ segment: { from, to, takenFrom, takenTo } }: Visit): boolean => takenFrom < from || takenTo > to;

const buffersFree: Rule<Visit> = {
  breaks: (visit) => hasBuffers(visit) && ownTime(visit) === undefined && timeWithBuffers(visit) !== undefined,
  reason: (visit) => ({
    code: 'BUFFER_TAKEN',
    message: `There would be too little time between this and another booking of ${name(visit)}.`,
    setBy: { rule: 'buffers', id: '' },
  }),
};

/** That somebody is there and one can begin. */
export const presenceRules: readonly Rule<Visit>[] = [notShut, works, longEnough, onStep];

/** That they are free as well. */
export const visitRules: readonly Rule<Visit>[] = [...presenceRules, notTaken, buffersFree];

/** What is left to ask of a visit that leads and begins a step of somebody's opening: the others hold of it by how it was found. */
export const rulesOnStep: readonly Rule<Visit>[] = visitRules.filter((rule) => rule !== notShut && rule !== works && rule !== onStep);
