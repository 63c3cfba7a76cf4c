/** Offers of the waitlist: a booking of the waiter's own, held by the rules of every hold until the offer ends, and confirmed when they take it. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Act, Booking, BookingEvent, BookingState } from './booking.ts';
import { cancel } from './cancel.ts';
import { MAX_EXTENSIONS } from './extend-hold.ts';
import { hold, type Wanted, type WantedPlace } from './hold.ts';
import type { Offering } from './offering.ts';
import { placesLeft, type Session } from './place.ts';
import { policyOf } from './policy.ts';
import type { BookingRules } from './rules.ts';
import type { ChangedBy } from './standing.ts';
import { evolveWaitlist, nextFor, settle, smallestParty, type Waitlist, type WaitlistEntry, type WaitlistEvent } from './waitlist.ts';

/** What a turn of the waitlist works on: the list, its session if it has one, and the booking of one entry. */
export interface WaitlistState extends BookingState {
  readonly waitlist: Waitlist;
  readonly offering: Offering | undefined;
  /** Absent while nobody has set any. */
  readonly rules: BookingRules | undefined;
  /** Sessions and offerings whose lists the turn holds; the first is that of `waitlist`. */
  readonly lists: readonly string[];
}

export type OfferEvent = BookingEvent | WaitlistEvent | { readonly type: 'offeringTold'; readonly offering: Offering };

type Decision = { readonly events: readonly OfferEvent[] } | { readonly rejection: Rejection };

/** How long an offer is good for, unless the offering's holds are longer or the session begins. */
const OFFER_MINUTES = 30;
const MINUTE_MS = 60_000;
const ACTOR = 'service:booking';

export const sessionOf = ({ sessions, waitlist }: WaitlistState): Session | undefined => sessions.get(waitlist.id);

/** The session with what it has to know of its list. */
export function withWaiting(state: WaitlistState, waitlist: Waitlist): WaitlistState {
  const session = state.sessions.get(waitlist.id);
  const waitingParty = smallestParty(waitlist);
  if (!session || session.waitingParty === waitingParty) return { ...state, waitlist };
  return { ...state, waitlist, sessions: new Map(state.sessions).set(session.id, { ...session, waitingParty }) };
}

export const evolveOffer = (state: WaitlistState, event: WaitlistEvent): WaitlistState => withWaiting(state, evolveWaitlist(state.waitlist, event));

/** Who is to be asked now; nobody once the session has begun or is not offered any more. */
export function nextWaiter(state: WaitlistState, now: Date): WaitlistEntry | undefined {
  const session = sessionOf(state);
  return session && session.time.start > now ? nextFor(state.waitlist, placesLeft(session)) : undefined;
}

/** Holds places for whoever is next. Nothing happens when nobody fits, or while the offering is not to be had. */
export function offerNext(state: WaitlistState, code: string, now: Date): Decision {
  const { offering } = state;
  const [session, entry] = [sessionOf(state), nextWaiter(state, now)];
  if (!session || !entry || !offering?.published) return { events: [] };
  // Nobody is before whoever is first.
  const theirs = { ...state, sessions: new Map([[session.id, { ...session, waitingParty: undefined }]]) };
  const policy = policyOf(state.rules?.cancellationTiers ?? [], offering.freeCancellationHours);
  const place = { kind: 'session', sessionId: session.id, partySize: entry.party, policy } as const;
  const decided = offerOf(theirs, wantedBy(entry, place, offering, code), now);
  // Whom the offering's rules refuse must not keep the others waiting.
  if ('rejection' in decided) {
    return { events: [{ type: 'entryEnded', entryId: entry.id, status: 'expired', act: { actor: ACTOR, time: now, reason: decided.rejection.message } }] };
  }
  return decided;
}

/** Holds a time for whoever waits for one like it. Nothing happens when they do not wait any more, or somebody was faster. */
export function offerTime(state: WaitlistState, entryId: string, place: WantedPlace, code: string, now: Date): Decision {
  const { offering, waitlist } = state;
  const entry = waitlist.entries.find(({ id, status }) => id === entryId && status === 'waiting');
  if (!entry || !offering?.published) return { events: [] };
  const decided = offerOf(state, wantedBy(entry, place, offering, code), now);
  return 'rejection' in decided ? { events: [] } : decided;
}

/** A hold of the waiter's own that ends with the offer. */
function offerOf(state: WaitlistState, wanted: Wanted, now: Date): Decision {
  const decided = hold(state, wanted, now);
  if ('rejection' in decided) return decided;
  const minutes = Math.max(OFFER_MINUTES, wanted.offering.holdMinutes);
  const until = ({ time }: Booking): Date => new Date(Math.min(now.getTime() + minutes * MINUTE_MS, time.start.getTime()));
  const act = { actor: ACTOR, time: now, reason: 'Places became free' };
  // Neither confirmed unasked when it is free, nor held for longer: others wait.
  const events = decided.events.flatMap((event): OfferEvent[] => {
    if (event.type !== 'held') return [];
    const expires = until(event.booking);
    return [{ ...event, booking: untilOfferEnds(event.booking, expires), act }, { type: 'offered', entryId: event.booking.id, expires, act }];
  });
  return { events };
}

const untilOfferEnds = (booking: Booking, expires: Date): Booking => ({ ...booking, hold: { ...booking.hold, expires, extensions: MAX_EXTENSIONS } });

const wantedBy = ({ id, customer, traceId }: WaitlistEntry, place: WantedPlace, offering: Offering, code: string): Wanted => ({
  bookingId: id,
  claimId: id,
  code,
  offering,
  place,
  customer,
  expectedTotal: undefined,
  checkout: 'self',
  note: '',
  traceId,
  attribution: {},
});

/** Takes an offer for which nothing is to be paid online. */
export function accept(state: WaitlistState, entry: WaitlistEntry, by: ChangedBy, now: Date): Decision {
  const { booking } = state;
  if (entry.status === 'expired') return { rejection: offerExpired() };
  if (entry.status !== 'offered' || !booking) return { rejection: reject('NOT_OFFERED', 'Nothing is held for this entry.') };
  if (booking.status === 'confirmed') return settle(state.waitlist, entry.id, 'booked', toAct(by, now));
  if (booking.status !== 'pending' || booking.hold.expires <= now) return { rejection: offerExpired() };
  if (booking.paymentRequired) return { rejection: reject('PAYMENT_REQUIRED', 'Take this offer by paying for it.', { metadata: { booking_id: booking.id } }) };
  const act = toAct({ ...by, reason: 'Offer of the waitlist accepted' }, now);
  return { events: [{ type: 'confirmed', payment: undefined, act }, { type: 'entryEnded', entryId: entry.id, status: 'booked', act }] };
}

const offerExpired = (): Rejection => reject('OFFER_EXPIRED', 'The offer has ended. Join the waitlist again.');

const toAct = ({ actor, reason }: ChangedBy, time: Date): Act => ({ actor, reason, time });

/** Leaves the list; what is held by an offer is given back. */
export function leave(state: WaitlistState, entry: WaitlistEntry, by: ChangedBy, now: Date): Decision {
  const ended: OfferEvent = { type: 'entryEnded', entryId: entry.id, status: 'left', act: toAct(by, now) };
  if (entry.status === 'waiting') return { events: [ended] };
  if (entry.status === 'booked' || state.booking?.status === 'confirmed') {
    return { rejection: reject('ALREADY_BOOKED', 'The offer was taken. Cancel the booking instead.') };
  }
  if (entry.status !== 'offered') return { rejection: reject('NOT_WAITING', 'This entry has ended already.') };
  if (state.booking?.status !== 'pending') return { events: [ended] };
  const given = cancel(state, by, now);
  return 'rejection' in given ? given : { events: [...given.events, ended] };
}
