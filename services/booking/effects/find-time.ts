/** Looks for a time that somebody waits for, in the order in which they came: outside a turn, since it depends on schedules, rules and other calendars. */
import type { View } from '../../runtime/actor/types.ts';
import type { Database } from '../../runtime/db/database.ts';
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import { timeIn } from '../actors/wanted-place.ts';
import { waitingForTimes } from '../db/waitlist-store.ts';
import { openTimes, type OpenTime } from '../domain/availability/list.ts';
import { changed } from '../domain/availability/what-if.ts';
import type { Question } from '../domain/availability/question.ts';
import type { WantedPlace } from '../domain/hold.ts';
import type { Span } from '../domain/local-time.ts';
import type { TimeWindow, WaitlistEntry } from '../domain/waitlist.ts';
import { loadQuestion, type Asked } from '../queries/availability-question.ts';
import type { OfferingSource } from '../queries/find-offering.ts';

/** A time for somebody who waits. */
export interface FoundTime {
  readonly entryId: string;
  /** With everyone who could serve it, as JSON. */
  readonly place: string;
}

interface Looking {
  readonly offeringId: string;
}

export const findTime = effectType<Looking, FoundTime | null>('findTime');

interface Reading {
  readonly database: Pick<Database, 'read'>;
  readonly source: OfferingSource;
  readonly now: () => Date;
}

export const findTimeRunner = ({ database, source, now }: Reading): EffectRunner<Looking, FoundTime | null> => ({
  type: findTime,
  async run({ offeringId }, { tenantId, signal }) {
    const db: View['db'] = { run: (sql, params) => database.read([tenantId], (query) => query.run(sql, params)) };
    const view = { db, signal, now: now(), caller: { tenantId, subject: 'service:booking', roles: ['service'] } } as const;
    return firstFor(await waitingForTimes(db, offeringId), (waiting) => lookFor(waiting, view.now, (asked) => loadQuestion(view, { offeringId, ...asked }, source)));
  },
});

type Find = (entry: WaitlistEntry) => Promise<WantedPlace | undefined>;

/** A time for the first who can have one. What became free meanwhile was not there yet for those before: they are looked at again. */
export async function firstFor(waiting: readonly WaitlistEntry[], look: (waiting: readonly WaitlistEntry[]) => Promise<Find>): Promise<FoundTime | null> {
  if (waiting.length === 0) return null;
  const find = await look(waiting);
  for (const [index, entry] of waiting.entries()) {
    const place = await find(entry);
    if (place) return (await firstFor(waiting.slice(0, index), look)) ?? { entryId: entry.id, place: JSON.stringify(place) };
  }
  return null;
}

type Load = (asked: Omit<Asked, 'offeringId'>) => Promise<Question>;

const DAY_MS = 86_400_000;
/** Windows with less than this between them are read together: one reading more costs more than days that nobody asks about. */
const NEAR_MS = 31 * DAY_MS;
/** No reading spans more, and for one length no more are made: whoever came late with a window of their own waits until one before them is done. */
const LONGEST_MS = 400 * DAY_MS;
const MOST_STRETCHES = 20;

/** Reads once for all who want the same length at about the same time, however many wait and however far ahead. */
export async function lookFor(waiting: readonly WaitlistEntry[], now: Date, load: Load): Promise<Find> {
  const lengths = Map.groupBy(waiting.flatMap(({ window }) => (window && window.to > now ? [window] : [])), ({ durationMinutes }) => durationMinutes);
  const stretches = [...lengths].flatMap(([durationMinutes, windows]) => stretchesOf(windows, now).map((some) => ({ durationMinutes, windows: some, span: around(some, now) })));
  const read = stretches.map(async ({ durationMinutes, windows, span }) => {
    const times = byStaff(await load({ span, durationMinutes }), span);
    return windows.map((window) => [window, times] as const);
  });
  const open = new Map((await Promise.all(read)).flat());
  return async ({ window, party, customer }) => {
    if (!window) return undefined;
    const [question, times] = open.get(window)?.(window.staffId) ?? [];
    const start = times && startIn(times, window, party);
    if (!question || start === undefined) return undefined;
    if (!question.rules.perCustomer) return placeAt(question, start, party);
    // Only who could have a time is asked about what they have booked already.
    const { staffId, durationMinutes } = window;
    const span = around([window], now);
    const own = await load({ span, durationMinutes, staffId, customerId: customer.id });
    const theirs = startIn(openTimes(own, span.from.getTime(), span.to.getTime()), window, party);
    return theirs === undefined ? undefined : placeAt(own, theirs, party);
  };
}

/** Windows, in the order of the list, that are read together: those of whoever came first, first. */
function stretchesOf(windows: readonly TimeWindow[], now: Date): readonly (readonly TimeWindow[])[] {
  const stretches: TimeWindow[][] = [];
  for (const window of windows.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = stretches.at(-1);
    const { from, to } = around([...(last ?? []), window], now);
    const isNear = last !== undefined && window.from.getTime() - around(last, now).to.getTime() < NEAR_MS && to.getTime() - from.getTime() <= LONGEST_MS;
    if (isNear) last.push(window);
    else stretches.push([window]);
  }
  const places = new Map(windows.map((window, place) => [window, place]));
  const firstOf = (stretch: readonly TimeWindow[]): number => Math.min(...stretch.map((window) => places.get(window) ?? windows.length));
  return stretches.toSorted((a, b) => firstOf(a) - firstOf(b)).slice(0, MOST_STRETCHES);
}

/** What is open with somebody, or with anybody, worked out once for each. */
function byStaff(question: Question, { from, to }: Span): (staffId: string | undefined) => readonly [Question, readonly OpenTime[]] {
  const known = new Map<string | undefined, readonly [Question, readonly OpenTime[]]>();
  return (staffId) => {
    const asked = { ...question, askedId: staffId };
    const found = known.get(staffId) ?? ([asked, openTimes(asked, from.getTime(), to.getTime())] as const);
    known.set(staffId, found);
    return found;
  };
}

/** From the first start that is still ahead to the last. */
const around = (windows: readonly TimeWindow[], now: Date): Span => ({
  from: new Date(Math.max(now.getTime(), Math.min(...windows.map(({ from }) => from.getTime())))),
  to: new Date(Math.max(...windows.map(({ to }) => to.getTime()))),
});

/** The first start in the window that has places enough. */
const startIn = (times: readonly OpenTime[], { from, to }: TimeWindow, party: number): number | undefined =>
  times.find(({ start, places }) => start >= from.getTime() && start < to.getTime() && places >= party)?.start;

/** What is taken is for the turn to see; limits were looked at just now, and hold nothing up in an offer. */
const placeAt = (question: Question, start: number, party: number): WantedPlace =>
  timeIn(changed(question, { withoutBookings: true, rules: { perCustomer: undefined, inTotal: undefined } }), new Date(start), party);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The place again, with its instants. */
export const fromStoredPlace = (place: string): WantedPlace =>
  JSON.parse(place, (_, value: unknown) => (typeof value === 'string' && INSTANT.test(value) ? new Date(value) : value)) as WantedPlace;
