/** Reads everything that availability depends on: at once where whose calendars it takes is as it was the last time, else those after the rest. */
import { isDeepStrictEqual } from 'node:util';
import type { View } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { busyBetween, countedBetween } from '../db/busy.ts';
import { loadBookables } from '../db/load-bookables.ts';
import { openSessions } from '../db/session-store.ts';
import { periodOf } from '../domain/availability/limit-rules.ts';
import { noClasses, nothingCounted, type ClassTime, type ClassTimes, type Counted, type Question } from '../domain/availability/question.ts';
import { isOpen } from '../domain/classes.ts';
import { extraMinutesOf, plain, select, type Choices, type Selection } from '../domain/lines.ts';
import type { Offering } from '../domain/offering.ts';
import type { Span } from '../domain/local-time.ts';
import type { Session } from '../domain/place.ts';
import type { BookingRules } from '../domain/rules.ts';
import { placesBooked } from '../domain/session.ts';
import { findOffering, type OfferingSource } from './find-offering.ts';
import type { Foresight } from './foresight.ts';

/** Ids are uuids. */
export interface Asked {
  readonly offeringId: string;
  /** Of the starts that are asked about. */
  readonly span: Span;
  /** The offering's own when zero. */
  readonly durationMinutes: number;
  /** Add-ons that lengthen the visit. */
  readonly choices?: Choices | undefined;
  readonly staffId?: string | undefined;
  /** Whose limits count; nobody's when absent. */
  readonly customerId?: string | undefined;
  /** Rules that it will also be asked under: what they need to know is read as well. */
  readonly supposedRules?: BookingRules | undefined;
}

/** Of an offering with what is chosen of it known already. */
export interface OpenAsked extends Omit<Asked, 'offeringId' | 'supposedRules' | 'choices'> {
  readonly extraMinutes: number;
}

// Before any booking, and after all: callers may ask about times that no date of Postgres stands for.
const [EARLIEST, LATEST] = [0, Date.UTC(9999, 11, 31)];
const inTime = (ms: number): Date => new Date(Math.min(LATEST, Math.max(EARLIEST, ms)));

type Asking = Pick<View, 'db' | 'caller' | 'signal' | 'now'>;

export interface QuestionSource extends OfferingSource {
  /** Without it calendars are read once it is known whose. */
  readonly foresight?: Foresight;
}

/** Rejects with `NOT_FOUND` when the tenant has no such offering. */
export async function loadQuestion(view: Asking, asked: Asked, source: QuestionSource): Promise<Question> {
  const { offeringId, span } = asked;
  const { tenantId } = view.caller;
  const guess = source.foresight?.expected(tenantId, offeringId);
  const guessed = guess && takenOf(guess.ids, span, [guess.rules], guess.durationMinutes);
  const [offering, known, foreseen] = await Promise.all([
    findOffering(view, offeringId, source),
    loadBookables(view.db, offeringId, inTime(span.from.getTime())),
    guessed && busyOf(view, guessed),
  ]);
  const rules = [known.rules, ...(asked.supposedRules ? [asked.supposedRules] : [])];
  const extraMinutes = extraMinutesOf(offering, chosenOf(offering, asked.choices), known.rules.capacity);
  const durationMinutes = (asked.durationMinutes || offering.durationMinutes) + extraMinutes;
  const ids = offering.kind === 'event' ? [] : known.bookables.map(({ id }) => id);
  const taken = takenOf(ids, span, rules, durationMinutes);
  const [busy, classes, counted] = await Promise.all([
    foreseen && isDeepStrictEqual(guessed, taken) ? foreseen : busyOf(view, taken),
    classesIn(view, offering, rules, span),
    countFor(view, offering, rules, asked),
  ]);
  source.foresight?.remember(tenantId, offeringId, { ids, rules: known.rules, durationMinutes });
  return { ...known, offering, durationMinutes, extraMinutes, busy, classes, counted, customerId: asked.customerId, now: view.now.getTime(), askedId: asked.staffId };
}

/** What is to be known of which calendars. */
interface Taken {
  readonly ids: readonly string[];
  readonly span: Span;
}

const takenOf = (ids: readonly string[], span: Span, rules: readonly BookingRules[], durationMinutes: number): Taken => ({ ids, span: takenSpan(span, rules, durationMinutes) });

const busyOf = ({ db, caller }: Asking, { ids, span }: Taken): ReturnType<typeof busyBetween> => busyBetween(db, caller.tenantId, ids, span);

/** What a caller named of the offering; throws `INVALID_ARGUMENT` naming each field that is none of its own. */
export function chosenOf(offering: Offering, choices: Choices | undefined): Selection {
  const chosen = choices ? select(offering, choices) : { selection: plain };
  if ('rejection' in chosen) throw new Failure(chosen.rejection);
  return chosen.selection;
}

/** As if nobody had booked: who is there at all. What is taken is for the turn to see, which nobody can overtake. */
export async function loadOpenQuestion(view: Asking, offering: Offering, asked: OpenAsked): Promise<Question> {
  const known = await loadBookables(view.db, offering.id, inTime(asked.span.from.getTime()));
  const counted = await countFor(view, offering, [known.rules], asked);
  // A class is as long as it is for everybody.
  const extraMinutes = known.rules.capacity === 1 ? asked.extraMinutes : 0;
  const durationMinutes = (asked.durationMinutes || offering.durationMinutes) + extraMinutes;
  return { ...known, offering, durationMinutes, extraMinutes, busy: new Map(), classes: noClasses, counted, customerId: asked.customerId, now: view.now.getTime(), askedId: asked.staffId };
}

/** From the buffer before the first start to the buffer after the last end. */
const takenSpan = ({ from, to }: Span, rules: readonly BookingRules[], durationMinutes: number): Span => ({
  from: inTime(from.getTime() - Math.max(...rules.map(({ bufferBeforeMinutes }) => bufferBeforeMinutes)) * 60_000),
  to: inTime(to.getTime() + (durationMinutes + Math.max(...rules.map(({ bufferAfterMinutes }) => bufferAfterMinutes))) * 60_000),
});

async function classesIn(view: Asking, offering: Offering, rules: readonly BookingRules[], { from, to }: Span): Promise<ClassTimes> {
  if (rules.every(({ capacity }) => capacity === 1)) return noClasses;
  const sessions = await openSessions(view.db, offering.id, inTime(from.getTime()), inTime(to.getTime()));
  return Map.groupBy(sessions.filter(isOpen).map(toClassTime), ({ start }) => start);
}

const toClassTime = (session: Session): ClassTime => ({
  start: session.time.start.getTime(),
  end: session.time.end.getTime(),
  booked: placesBooked(session),
  ids: (session.takes ?? []).map(({ id }) => id),
});

async function countFor(view: Asking, offering: Offering, rules: readonly BookingRules[], { span, customerId }: Pick<Asked, 'span' | 'customerId'>): Promise<Counted> {
  const limits = rules.flatMap(({ inTotal, perCustomer }) => [inTotal, customerId === undefined ? undefined : perCustomer]).filter((limit) => limit !== undefined);
  if (limits.length === 0) return nothingCounted;
  const first = limits.map(({ period }) => periodOf(period, span.from.getTime(), offering.timeZone).from);
  const last = limits.map(({ period }) => periodOf(period, span.to.getTime(), offering.timeZone).to);
  return countedBetween(view.db, offering.id, { customerId, everybody: rules.some(({ inTotal }) => inTotal !== undefined) }, {
    from: inTime(Math.min(...first)),
    to: inTime(Math.max(...last)),
  });
}
