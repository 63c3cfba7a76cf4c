/** What the commands, reminders and reactions of a waitlist share: whose entry it is, what is answered, and that places never lie idle. */
import type { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import type { Command } from '../../runtime/actor/actor.ts';
import type { Caller, Key, PrepareContext, ReplyOf, RequestOf, Turn } from '../../runtime/actor/types.ts';
import { Failure, notFound, reject } from '../../runtime/errors.ts';
import { derivedId, fromTypeId } from '../../runtime/ids.ts';
import { mayTouch } from '../access.ts';
import { findEntries, type FoundEntry } from '../db/waitlist-store.ts';
import { bookingCode } from '../domain/code.ts';
import { nextWaiter, offerNext, offerTime, sessionOf, type OfferEvent, type WaitlistState } from '../domain/offer.ts';
import { endBegun, endOver, isOfTimes, positionOf, type WaitlistEntry } from '../domain/waitlist.ts';
import { findTime, fromStoredPlace, type FoundTime } from '../effects/find-time.ts';
import { bookingKey, offeringKey, rulesKey, sessionKey, waitlistKey } from '../keys.ts';
import { etagOf, toEntry } from '../waitlist-mapping.ts';
import { keepReminders } from './booking-turn.ts';
import { placesWanted } from './commands/create-booking.ts';
import { routeToPlace } from './route.ts';

export type WaitlistTurn = Turn<WaitlistState, OfferEvent>;

type Methods = typeof WaitlistService;

/** A write RPC of waitlists; `F` is what its `prepare` finds out. */
export type WaitlistCommand<K extends keyof Methods['method'], F = unknown> = Command<RequestOf<Methods, K>, ReplyOf<Methods, K>, WaitlistState, OfferEvent, F>;

/** Reminder that holds free places for whoever is next. */
export const OFFER = 'offerPlaces';

/** Reminder that ends waiting for what is over: a session that has begun, or times. */
export const OVER = 'endWaits';

/** Ends waiting for what is over, and comes back for the rest. */
export function endWaits(turn: WaitlistTurn): void {
  const { waitlist } = turn.state;
  if (isOfTimes(waitlist)) return lookForTime(turn);
  turn.need(sessionKey(waitlist.id));
  const session = sessionOf(turn.state);
  if (!session) return;
  turn.apply(endBegun(turn.state.waitlist, session, turn.now));
  remindOfBegin(turn);
}

/** Nobody is left waiting once their session begins, whenever that is by then. */
export function remindOfBegin(turn: WaitlistTurn): void {
  const { waitlist } = turn.state;
  const session = sessionOf(turn.state);
  if (session && waitlist.entries.some(({ status }) => status === 'waiting')) turn.remind(OVER, session.time.start, waitlistKey(waitlist.id));
}

/** One offer a turn, until nobody fits any more. */
export function offerPlaces(turn: WaitlistTurn): void {
  const { waitlist } = turn.state;
  if (isOfTimes(waitlist)) return lookForTime(turn);
  turn.need(sessionKey(waitlist.id));
  const [session, next] = [sessionOf(turn.state), nextWaiter(turn.state, turn.now)];
  if (!session || !next) return;
  turn.need(bookingKey(next.id), offeringKey(session.offeringId), rulesKey(session.offeringId));
  turn.apply(offerNext(turn.state, codeFor(next.id, turn.now), turn.now));
  keepReminders(turn, undefined);
  if (turn.state.booking) offerLater(turn);
}

/** A code that is taken already makes another one at the next attempt. */
const codeFor = (entryId: string, now: Date): string => bookingCode(Buffer.from(derivedId('waitlist code', entryId, now.toISOString()).replaceAll('-', ''), 'hex'));

/** Has a time looked for that somebody waits for: what can be had depends on more than a turn knows. */
export function lookForTime(turn: WaitlistTurn): void {
  const { id } = turn.state.waitlist;
  const { waitlist } = turn.apply(endOver(turn.state.waitlist, turn.now));
  const ends = waitlist.entries.flatMap(({ status, window }) => (status === 'waiting' && window ? [window.to.getTime()] : []));
  if (ends.length === 0) return turn.forget(OVER, waitlistKey(id));
  turn.remind(OVER, new Date(Math.min(...ends)), waitlistKey(id));
  turn.effect(findTime, { offeringId: id }, { key: waitlistKey(id) });
}

/** A time was found: it is held for who waits for it, unless somebody was faster. There may be more, so that the next is looked for either way. */
export function offerFoundTime(turn: WaitlistTurn, found: FoundTime | null): void {
  const { id } = turn.state.waitlist;
  if (!found) return;
  const place = fromStoredPlace(found.place);
  turn.need(bookingKey(found.entryId), offeringKey(id), ...placesWanted({ offering: { id }, place }));
  turn.apply(offerTime(turn.state, found.entryId, place, codeFor(found.entryId, turn.now), turn.now));
  keepReminders(turn, undefined);
  // A copy that tells otherwise than the catalogue would have the same time found for ever.
  if (turn.state.offering?.published) lookForTime(turn);
}

/** Has places that are free now offered in turns of their own. */
export function offerLater(turn: WaitlistTurn): void {
  if (isOfTimes(turn.state.waitlist)) lookForTime(turn);
  else if (nextWaiter(turn.state, turn.now)) turn.remind(OFFER, turn.now, waitlistKey(turn.state.waitlist.id));
}

/** Something became free: whoever waits is asked in a turn that holds the places, which this one does not. */
export function offerSoon(turn: WaitlistTurn): void {
  for (const id of turn.state.lists) turn.remind(OFFER, turn.now, waitlistKey(id));
}

/** The caller's entry, or for staff anybody's; otherwise `NOT_FOUND` in the same words. */
export async function findEntry({ db, caller }: Pick<PrepareContext, 'db' | 'caller'>, id: string): Promise<FoundEntry> {
  const [found] = await findEntries(db, { id: fromTypeId('wtl', id, 'id') }, 1);
  if (!found || !maySee(caller, found)) throw notFound('waitlist entry', id);
  return found;
}

const maySee = (caller: Caller, { entry }: FoundEntry): boolean => mayTouch(caller, entry.customer.id);

/** The keys of an entry: its list and session, and the booking that an offer holds with its place. */
export async function routeToEntry({ entry, sessionId, offeringId }: FoundEntry, { db }: Pick<PrepareContext, 'db'>): Promise<readonly Key[]> {
  const held = await routeToPlace(entry.id, db);
  const elsewhere = held.filter(({ type, id }) => type !== 'session' || id !== sessionId);
  return [waitlistKey(sessionId ?? offeringId), ...(sessionId === undefined ? [] : [sessionKey(sessionId)]), ...elsewhere];
}

/** The entry as the turn sees it; refuses one that has ended, and an etag that is not its own. */
export function livingEntry({ state }: WaitlistTurn, entryId: string, etag: string): WaitlistEntry {
  const entry = state.waitlist.entries.find(({ id }) => id === entryId);
  if (!entry) throw new Failure(reject('NOT_WAITING', 'This entry has ended already. Join the waitlist again.'));
  if (etag !== '' && etag !== etagOf(entry)) {
    throw new Failure(reject('ETAG_MISMATCH', 'It was changed in the meantime. Load it again and repeat the change.', { code: 'ABORTED' }));
  }
  return entry;
}

/** The entry after everything that the turn did. */
export function replyEntry({ state }: WaitlistTurn, entryId: string, offeringId: string) {
  const { waitlist } = state;
  const entry = waitlist.entries.find(({ id }) => id === entryId);
  if (!entry) throw new TypeError(`the turn lost the entry ${entryId}`);
  return toEntry({ entry, sessionId: entry.window ? undefined : waitlist.id, offeringId, position: positionOf(waitlist, entry) });
}
