/** Holding a place: the rules that decide whether it can be kept for this customer, and at which price. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import { sameMoney, toDecimal, type Money } from '../../runtime/money.ts';
import { asksForPayment, bookedOffering, type AskedBy, type Attendee, type Attribution, type Booking, type BookingEvent, type BookingState, type Customer, type InSeries, type Place, type Taking } from './booking.ts';
import { refuseOver, type AppliedLimit } from './limits.ts';
import { linesOf, plain, totalOf, type Line, type Selection } from './lines.ts';
import type { BookedTime } from './local-time.ts';
import type { Offering } from './offering.ts';
import { choose, type Choosing } from './choose.ts';
import { findInClass, mostLeft, type ClassWish } from './classes.ts';
import { freeLanes, placesLeft } from './place.ts';
import { policyOf, type CancellationPolicy } from './policy.ts';
import { refuseCancelled } from './session-cancel.ts';
import { refuseStranger } from './waitlist.ts';
import { takingOf } from './takes.ts';

/** What the customer wants: places of a session, a time of staff and resources, places in a class, or what cannot be had at all, and why. */
export type WantedPlace = Terms & (
  | { readonly kind: 'session'; readonly sessionId: string; readonly partySize: number }
  | ({ readonly kind: 'time'; readonly time: BookedTime } & Choosing)
  | ({ readonly kind: 'class' } & ClassWish)
  | { readonly kind: 'none'; readonly rejection: Rejection }
);

/** On which terms a place is sold. */
interface Terms {
  /** Absent: what the offering says. */
  readonly policy?: CancellationPolicy;
  /** What is counted in the turn, which holds their keys. */
  readonly limits?: readonly AppliedLimit[];
}

/** A wish to book, with the facts that it was prepared with. */
export interface Wanted {
  readonly bookingId: string;
  readonly claimId: string;
  readonly code: string;
  readonly offering: Offering;
  /** What of the offering; nothing besides it when absent. */
  readonly selection?: Selection;
  readonly place: WantedPlace;
  readonly customer: Customer;
  readonly expectedTotal: Money | undefined;
  readonly checkout: 'self' | 'cart';
  readonly note: string;
  readonly traceId: string;
  readonly attribution: Attribution;
  readonly attendees?: readonly Attendee[];
  readonly request?: AskedBy;
  readonly series?: InSeries;
  /** Instead of the offering's. */
  readonly holdMinutes?: number;
}

/** What a search for a place needs to know. */
export type PlaceWish = Pick<Wanted, 'offering' | 'claimId' | 'place'>;

export type Found = { readonly time: BookedTime; readonly place: Place; readonly taking: Taking } | { readonly rejection: Rejection };

/** Holds the place; without a payment to wait for it is confirmed at once. */
export function hold(state: BookingState, wanted: Wanted, now: Date): { events: readonly BookingEvent[] } | { rejection: Rejection } {
  const found = findPlace(state, wanted);
  if ('rejection' in found) return found;
  const lines = linesOf(wanted.offering, wanted.selection ?? plain, partyWanted(wanted.place), wanted.place.kind === 'class' ? wanted.place.capacity : 1);
  const total = totalOf(lines, wanted.offering.price.currency);
  const rejection = refuse(wanted, found.time, total, now) ?? refuseOver(state.tallies, wanted.place.limits);
  if (rejection) return { rejection };
  const booking = toBooking(wanted, found, { lines, total }, now);
  const act = { actor: wanted.customer.id, time: now, reason: '' };
  const held = { type: 'held', booking, taking: found.taking, act } as const;
  return { events: booking.paymentRequired ? [held] : [held, { type: 'confirmed', payment: undefined, act: { ...act, reason: freeReason(total) } }] };
}

function partyWanted(place: WantedPlace): number {
  if (place.kind === 'session') return place.partySize;
  return place.kind === 'class' ? place.party : 1;
}

/** A free place as it is wished for, or why there is none. */
export function findPlace(state: BookingState, wish: PlaceWish): Found {
  const { place } = wish;
  switch (place.kind) {
    case 'none':
      return { rejection: place.rejection };
    case 'session':
      return findLanes(state, wish, place);
    case 'time':
      return findTime(state, wish, place);
    case 'class':
      return findClass(state, wish, place);
    default:
      return place satisfies never;
  }
}

/** What is bought and what it costs. */
interface Priced {
  readonly lines: readonly Line[];
  readonly total: Money;
}

const freeReason = (total: Money): string => (total.minor === 0n ? 'Free of charge' : 'To be paid at the desk');

function refuse({ offering, expectedTotal }: Wanted, time: BookedTime, total: Money, now: Date): Rejection | undefined {
  if (!offering.published) return reject('SLOT_NOT_OFFERED', `“${offering.title}” is no longer offered.`);
  if (time.start <= now) return reject('SLOT_IN_PAST', 'This time has begun already. Choose a later one.');
  return expectedTotal && !sameMoney(expectedTotal, total) ? priceChanged(total) : undefined;
}

export const priceChanged = (total: Money, whatToDo = 'Confirm the new price to go on.'): Rejection =>
  reject('PRICE_CHANGED', `The price has changed: it is ${toDecimal(total)} ${total.currency} now. ${whatToDo}`, {
    metadata: { amount_minor: String(total.minor), currency_code: total.currency },
  });

function findLanes(state: BookingState, { offering }: PlaceWish, { sessionId, partySize }: WantedPlace & { kind: 'session' }): Found {
  const session = state.sessions.get(sessionId);
  // A time of a class has people to serve it: whoever takes lanes of it alone would have nobody.
  if (!session || session.takes || session.offeringId !== offering.id) {
    return { rejection: reject('SLOT_NOT_OFFERED', 'This date does not belong to the offering. Choose one of its dates.') };
  }
  const cancelled = refuseCancelled(session);
  if (cancelled) return { rejection: cancelled };
  const waiting = refuseStranger(session);
  if (waiting) return { rejection: waiting };
  const lanes = freeLanes(session, partySize);
  if (!lanes) return { rejection: soldOut(placesLeft(session)) };
  return { time: session.time, place: { kind: 'session', sessionId, partySize, lanes }, taking: { kind: 'session', sessionId, lanes } };
}

export const soldOut = (left: number): Rejection =>
  reject('SLOT_TAKEN', left === 0 ? 'All places of this date are taken. Choose another date.' : `Only ${left} places are left. Take fewer or choose another date.`, {
    metadata: { places_left: String(left) },
  });

function findTime(state: BookingState, { claimId }: PlaceWish, place: WantedPlace & { kind: 'time' }): Found {
  const takes = choose(state, place);
  return takes ? { time: place.time, place: { kind: 'time', takes }, taking: takingOf(takes, claimId) } : { rejection: timeTaken() };
}

function findClass(state: BookingState, { offering, claimId }: PlaceWish, place: WantedPlace & { kind: 'class' }): Found {
  const found = findInClass(state, offering.id, place, claimId);
  if (found) return { time: place.time, ...found };
  const left = mostLeft(state, offering.id, place);
  return { rejection: left > 0 ? soldOut(left) : timeTaken() };
}

const timeTaken = (): Rejection => reject('SLOT_TAKEN', 'Someone else has just taken this time. Choose another one.');

function toBooking(wanted: Wanted, { time, place }: { readonly time: BookedTime; readonly place: Place }, { lines, total }: Priced, now: Date): Booking {
  const { offering, holdMinutes = offering.holdMinutes } = wanted;
  return {
    id: wanted.bookingId,
    code: wanted.code,
    status: 'pending',
    offering: bookedOffering(offering, lines[0]?.unitPrice),
    time,
    place,
    customer: wanted.customer,
    lines,
    total,
    paymentRequired: asksForPayment(offering, total),
    hold: { fence: 1n, expires: new Date(now.getTime() + holdMinutes * 60_000), claimed: false, minutes: offering.holdMinutes, extensions: 0 },
    payment: undefined,
    receiptId: undefined,
    checkout: wanted.checkout,
    reason: '',
    policy: wanted.place.policy ?? policyOf([], offering.freeCancellationHours),
    refund: undefined,
    attendees: wanted.attendees ?? [],
    checkedIn: undefined,
    note: wanted.note,
    traceId: wanted.traceId,
    attribution: wanted.attribution,
    created: now,
    request: wanted.request,
    series: wanted.series,
    history: [],
    steps: [],
  };
}
