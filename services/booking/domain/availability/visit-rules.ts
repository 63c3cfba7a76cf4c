/** The chain's links about one bookable: that it is open, open long enough, starts on the step, and is not taken. */
import { openAt, shutAt, takenWithin, type Diary } from './diary.ts';
import type { Question } from './question.ts';
import { minutes, shown, type Reason, type Rule } from './reason.ts';
import { stepOf, type Segment } from './segments.ts';

/** A segment of a booking that starts at `start`, as it would be in someone's diary. */
export interface Visit {
  readonly question: Question;
  readonly segment: Segment;
  readonly diary: Diary;
  readonly start: number;
}

const name = ({ diary }: Visit): string => diary.bookable.name;
const zone = ({ diary }: Visit): string => diary.bookable.schedule.timeZone;
const begin = ({ segment, start }: Visit): number => start + segment.from;
const open = (visit: Visit) => openAt(visit.diary, begin(visit));

const notShut: Rule<Visit> = {
  breaks: (visit) => open(visit) === undefined && shutAt(visit.diary, begin(visit)) !== undefined,
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
  breaks: (visit) => open(visit) === undefined && shutAt(visit.diary, begin(visit)) === undefined,
  reason: (visit) => ({
    code: 'NOT_WORKING',
    message: `${name(visit)} is not open at ${shown(begin(visit), zone(visit))}.`,
    setBy: { rule: 'weekly_rules', id: visit.diary.bookable.id },
  }),
};

const longEnough: Rule<Visit> = {
  breaks(visit) {
    const stretch = open(visit);
    return stretch !== undefined && visit.start + visit.segment.to > stretch.end;
  },
  reason(visit) {
    const stretch = open(visit);
    const last = stretch?.parts.at(-1)?.by;
    return {
      code: 'TOO_SHORT',
      message: `${name(visit)} is open until ${shown(stretch?.end ?? 0, zone(visit))}, and this would end at ${shown(visit.start + visit.segment.to, zone(visit))}.`,
      setBy: last?.kind === 'override' ? { rule: 'override', id: last.date } : { rule: 'weekly_rules', id: String(last?.rule ?? '') },
    };
  },
};

const onStep: Rule<Visit> = {
  breaks(visit) {
    const stretch = visit.segment.leads ? open(visit) : undefined;
    if (!stretch) return false;
    const [instant, step] = [begin(visit), stepOf(visit.question)];
    return !stretch.parts.some((part) => part.start <= instant && instant < part.end && (instant - part.start) % step === 0);
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
  reason: (visit) => ({ code: 'TAKEN', message: `${name(visit)} is booked at this time.`, setBy: { rule: 'booking', id: '' } }),
};

const buffersFree: Rule<Visit> = {
  breaks: (visit) => ownTime(visit) === undefined && timeWithBuffers(visit) !== undefined,
  reason: (visit) => ({
    code: 'BUFFER_TAKEN',
    message: `There would be too little time between this and another booking of ${name(visit)}.`,
    setBy: { rule: 'buffers', id: '' },
  }),
};

export const visitRules: readonly Rule<Visit>[] = [notShut, works, longEnough, onStep, notTaken, buffersFree];
