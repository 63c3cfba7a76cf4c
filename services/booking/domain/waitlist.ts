/** Who waits for places of a session, or for a time with staff: first come, first served, and whoever does not fit is passed over without losing their turn. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Act, Customer } from './booking.ts';
import { placesLeft, type Session } from './place.ts';

export type WaitlistStatus = 'waiting' | 'offered' | 'booked' | 'expired' | 'left';

/** A line of an entry's history. */
export interface WaitlistChange extends Act {
  readonly status: WaitlistStatus;
}

/** Starts with staff that would do, in the half-open span. */
export interface TimeWindow {
  readonly from: Date;
  readonly to: Date;
  /** Only with them. */
  readonly staffId: string | undefined;
  /** 0: the offering's own. */
  readonly durationMinutes: number;
}

/** Someone who waits. An entry is offered places once, by a booking that has the entry's id. */
export interface WaitlistEntry {
  readonly id: string;
  /** Their turn: lower ones are asked first. */
  readonly number: number;
  readonly party: number;
  readonly customer: Customer;
  readonly traceId: string;
  /** Which times would do; absent for places of a session. */
  readonly window?: TimeWindow | undefined;
  readonly status: WaitlistStatus;
  /** Until when the offer can be taken, once there was one. */
  readonly offerExpires: Date | undefined;
  readonly joined: Date;
  /** Oldest first; only ever appended to. */
  readonly history: readonly WaitlistChange[];
}

/** The list of a session, or of an offering's times. */
export interface Waitlist {
  /** The session's id, or the offering's. */
  readonly id: string;
  /** Those who wait or have an offer, by number, and whoever has just ceased to. */
  readonly entries: readonly WaitlistEntry[];
}

export type WaitlistEvent =
  | { readonly type: 'joined'; readonly entry: WaitlistEntry }
  | { readonly type: 'offered'; readonly entryId: string; readonly expires: Date; readonly act: Act }
  | { readonly type: 'entryEnded'; readonly entryId: string; readonly status: 'booked' | 'expired' | 'left'; readonly act: Act };

/** Who wants to wait; `id` is new. */
export interface Joining extends Pick<WaitlistEntry, 'id' | 'party' | 'customer' | 'traceId' | 'window'> {
  readonly published: boolean;
}

type Decision = { readonly events: readonly WaitlistEvent[] } | { readonly rejection: Rejection };

/** Who may be on one list at once. */
export const MOST_WAITING = 500;

/** Waits, or has an offer. */
export const isLiving = ({ status }: WaitlistEntry): boolean => status === 'waiting' || status === 'offered';

/** The entry with which this customer waits or has an offer. */
export const entryOf = ({ entries }: Waitlist, customerId: string): WaitlistEntry | undefined =>
  entries.find((entry) => entry.customer.id === customerId && isLiving(entry));

/** True for the list of an offering's times. */
export const isOfTimes = ({ entries }: Waitlist): boolean => entries.some(({ window }) => window !== undefined);

/** Whose turn it is: the first who waits and whose party fits. */
export const nextFor = ({ entries }: Waitlist, places: number): WaitlistEntry | undefined =>
  entries.find(({ status, party }) => status === 'waiting' && party <= places);

/** From 1 for whoever is asked first; 0 for those who do not wait. */
export const positionOf = ({ entries }: Waitlist, { id }: WaitlistEntry): number =>
  entries.filter(({ status }) => status === 'waiting').findIndex((entry) => entry.id === id) + 1;

/** The smallest party that waits. */
export const smallestParty = ({ entries }: Waitlist): number | undefined => {
  const parties = entries.filter(({ status }) => status === 'waiting').map(({ party }) => party);
  return parties.length === 0 ? undefined : Math.min(...parties);
};

/** Joins at the end. Nothing changes for a customer who is on the list already. */
export function join(waitlist: Waitlist, session: Session, { published, ...joining }: Joining, now: Date): Decision {
  if (entryOf(waitlist, joining.customer.id)) return { events: [] };
  const rejection = refuse(waitlist, session, joining.party, published, now) ?? refuseFull(waitlist);
  return rejection ? { rejection } : atTheEnd(waitlist, joining, now);
}

/** Joins the list of an offering's times; what can be had already was looked at before. */
export function joinTimes(waitlist: Waitlist, { published, ...joining }: Joining, now: Date): Decision {
  if (entryOf(waitlist, joining.customer.id)) return { events: [] };
  const rejection = refuseTimes(joining.window, published, now) ?? refuseFull(waitlist);
  return rejection ? { rejection } : atTheEnd(waitlist, joining, now);
}

function refuseTimes(window: TimeWindow | undefined, published: boolean, now: Date): Rejection | undefined {
  if (!published) return reject('SLOT_NOT_OFFERED', 'This is no longer offered.');
  return window && window.to <= now ? reject('SLOT_IN_PAST', 'These times are over. Choose later ones.') : undefined;
}

function atTheEnd(waitlist: Waitlist, joining: Omit<Joining, 'published'>, now: Date): Decision {
  const living = waitlist.entries.filter(isLiving);
  const number = 1 + Math.max(0, ...living.map((entry) => entry.number));
  const first: WaitlistChange = { status: 'waiting', actor: joining.customer.id, reason: '', time: now };
  return { events: [{ type: 'joined', entry: { ...joining, number, status: 'waiting', offerExpires: undefined, joined: now, history: [first] } }] };
}

function refuse(waitlist: Waitlist, session: Session, party: number, published: boolean, now: Date): Rejection | undefined {
  if (!published || session.cancelled) return reject('SLOT_NOT_OFFERED', 'This is no longer offered.');
  if (session.time.start <= now) return reject('SLOT_IN_PAST', 'This time has begun already. Choose a later one.');
  if (party > session.capacity) {
    return reject('PARTY_TOO_LARGE', `This date has ${session.capacity} places in all. Ask for as many or fewer.`, { metadata: { capacity: String(session.capacity) } });
  }
  const places = placesLeft(session);
  if (party <= places && !nextFor(waitlist, places)) return reject('PLACES_FREE', 'There are places: book them instead.', { metadata: { places_left: String(places) } });
  return undefined;
}

const refuseFull = (waitlist: Waitlist): Rejection | undefined =>
  waitlist.entries.filter(isLiving).length >= MOST_WAITING ? reject('WAITLIST_FULL', 'Too many people wait for this already. Choose something else.') : undefined;

/** Nobody waits for times that are over. */
export const endOver = ({ entries }: Waitlist, now: Date): { readonly events: readonly WaitlistEvent[] } => ({
  events: entries.flatMap(({ id, status, window }): WaitlistEvent[] =>
    status === 'waiting' && window && window.to <= now
      ? [{ type: 'entryEnded', entryId: id, status: 'expired', act: { actor: 'reminder', time: now, reason: 'No time became free in the window' } }]
      : []),
});

/** Nobody waits for a session that has begun; nothing changes before. */
export const endBegun = (waitlist: Waitlist, { time: { start } }: Pick<Session, 'time'>, now: Date): { readonly events: readonly WaitlistEvent[] } =>
  start <= now ? dissolve(waitlist, { actor: 'reminder', time: now, reason: 'No place became free before the start' }) : { events: [] };

/** What became of an offer; nothing when there is none, so that what is told twice or late changes nothing. */
export function settle({ entries }: Waitlist, entryId: string, status: 'booked' | 'expired' | 'left', act: Act): { readonly events: readonly WaitlistEvent[] } {
  const entry = entries.find(({ id }) => id === entryId);
  return { events: entry?.status === 'offered' ? [{ type: 'entryEnded', entryId, status, act }] : [] };
}

/** Nobody will be asked any more. Who has an offer loses it with the booking that it holds. */
export const dissolve = ({ entries }: Waitlist, act: Act): { readonly events: readonly WaitlistEvent[] } => ({
  events: entries.flatMap(({ id, status }) => (status === 'waiting' ? [{ type: 'entryEnded', entryId: id, status: 'expired', act } as const] : [])),
});

/** The list after an event. Throws `TypeError` for an entry that is not on it: a defect. */
export function evolveWaitlist(waitlist: Waitlist, event: WaitlistEvent): Waitlist {
  switch (event.type) {
    case 'joined':
      return { ...waitlist, entries: [...waitlist.entries, event.entry] };
    case 'offered':
      return change(waitlist, event.entryId, { status: 'offered', ...event.act }, event.expires);
    case 'entryEnded':
      return change(waitlist, event.entryId, { status: event.status, ...event.act });
    default:
      return event satisfies never;
  }
}

function change(waitlist: Waitlist, entryId: string, line: WaitlistChange, expires?: Date): Waitlist {
  if (!waitlist.entries.some(({ id }) => id === entryId)) throw new TypeError(`${entryId} is not on the list`);
  const changed = (entry: WaitlistEntry): WaitlistEntry => ({
    ...entry, status: line.status, offerExpires: expires ?? entry.offerExpires, history: [...entry.history, line],
  });
  return { ...waitlist, entries: waitlist.entries.map((entry) => (entry.id === entryId ? changed(entry) : entry)) };
}

/** Why a stranger has to wait: someone on the list fits into what is free, and is about to be asked. */
export function refuseStranger(session: Session): Rejection | undefined {
  const { waitingParty } = session;
  if (waitingParty === undefined || waitingParty > placesLeft(session)) return undefined;
  return reject('WAITLIST_FIRST', 'What is free goes to those on the waitlist first. Join the waitlist.');
}
