/** Looks for a time that somebody waits for, in the order in which they came: outside a turn, since it depends on schedules, rules and other calendars. */
import type { View } from '../../runtime/actor/types.ts';
import type { Database } from '../../runtime/db/database.ts';
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import { timeIn } from '../actors/wanted-place.ts';
import { waitingForTimes } from '../db/waitlist-store.ts';
import { openTimes } from '../domain/availability/list.ts';
import { changed } from '../domain/availability/what-if.ts';
import type { WantedPlace } from '../domain/hold.ts';
import type { WaitlistEntry } from '../domain/waitlist.ts';
import { loadQuestion } from '../queries/availability-question.ts';
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
    return firstFor(await waitingForTimes(db, offeringId), (entry) => timeFor(view, offeringId, entry, source));
  },
});

/** A time for the first who can have one. What became free meanwhile was not there yet for those before: they are asked again. */
export async function firstFor(waiting: readonly WaitlistEntry[], find: (entry: WaitlistEntry) => Promise<WantedPlace | undefined>): Promise<FoundTime | null> {
  for (const [index, entry] of waiting.entries()) {
    const place = await find(entry);
    if (place) return (await firstFor(waiting.slice(0, index), find)) ?? { entryId: entry.id, place: JSON.stringify(place) };
  }
  return null;
}

/** The first time of their window that has places enough. */
async function timeFor(
  view: Pick<View, 'db' | 'caller' | 'signal' | 'now'>, offeringId: string, { window, party, customer }: WaitlistEntry, source: OfferingSource,
): Promise<WantedPlace | undefined> {
  if (!window || window.to <= view.now) return undefined;
  const from = new Date(Math.max(window.from.getTime(), view.now.getTime()));
  const { staffId, durationMinutes } = window;
  const question = await loadQuestion(view, { offeringId, span: { from, to: window.to }, durationMinutes, staffId, customerId: customer.id }, source);
  const found = openTimes(question, from.getTime(), window.to.getTime()).find(({ places }) => places >= party);
  // What is taken is for the turn to see; limits were looked at just now, and hold nothing up in an offer.
  return found && timeIn(changed(question, { withoutBookings: true, rules: { perCustomer: undefined, inTotal: undefined } }), new Date(found.start), party);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The place again, with its instants. */
export const fromStoredPlace = (place: string): WantedPlace =>
  JSON.parse(place, (_, value: unknown) => (typeof value === 'string' && INSTANT.test(value) ? new Date(value) : value)) as WantedPlace;
