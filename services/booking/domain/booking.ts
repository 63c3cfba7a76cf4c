/** A booking and what can happen to it. */
import type { Money } from '../../runtime/money.ts';
import type { Tallies } from './limits.ts';
import type { Line } from './lines.ts';
import type { BookedTime } from './local-time.ts';
import type { Offering, OfferingKind } from './offering.ts';
import type { Calendar, Session } from './place.ts';
import type { CancellationPolicy } from './policy.ts';

export type BookingStatus = 'pending' | 'confirmed' | 'completed' | 'no_show' | 'expired' | 'cancelled';

/** What was booked, as it was offered at the hold. */
export interface BookedOffering {
  readonly id: string;
  readonly kind: OfferingKind;
  readonly title: string;
  readonly place: string;
  readonly unitPrice: Money;
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

/** The place is kept until `expires`, or for good once `claimed`. `fence` grows each time the place is taken anew. */
export interface Hold {
  readonly fence: bigint;
  readonly expires: Date;
  readonly claimed: boolean;
  /** How long the offering's holds are. */
  readonly minutes: number;
  /** How often the customer asked for more time. */
  readonly extensions: number;
}

/** Someone of the party, besides whoever booked. */
export interface Attendee {
  readonly name: string;
  readonly email: string;
  readonly note: string;
}

export interface PaymentSummary {
  readonly id: string;
  readonly amount: Money;
  readonly methodLabel: string;
  readonly captured: Date;
}

/** Time of one member of staff or one resource, with the buffers that nobody else may have. */
export interface Take {
  readonly id: string;
  /** `staff`, or the kind of the resource. */
  readonly kind: string;
  readonly name: string;
  readonly start: Date;
  readonly end: Date;
}

/** What was taken, also named when the booking has given it back: lanes of a session, the time of staff and resources, or lanes of a class that has their time. */
export type Place =
  | { readonly kind: 'session'; readonly sessionId: string; readonly partySize: number; readonly lanes: readonly number[] }
  | { readonly kind: 'time'; readonly takes: readonly Take[] }
  | { readonly kind: 'class'; readonly sessionId: string; readonly partySize: number; readonly lanes: readonly number[]; readonly takes: readonly Take[] };

/** The series that a booking was made with, and its place among the dates of the rule, from 0. */
export interface InSeries {
  readonly id: string;
  readonly index: number;
}

/** The request that made a booking, to know its repeats by. */
export interface AskedBy {
  readonly principal: string;
  readonly id: string;
  readonly bodyHash: Uint8Array;
}

/** Where the purchase came from, kept as the page gave it. */
export type Attribution = Readonly<Record<string, string | boolean>>;

/** What a line of the history is about. */
export type HistoryChange = 'state' | 'rescheduled' | 'hold_extended' | 'attendees' | 'checked_in';

export interface HistoryEntry {
  readonly change: HistoryChange;
  readonly from: BookingStatus | undefined;
  readonly to: BookingStatus;
  readonly actor: string;
  readonly reason: string;
  /** What changed besides the state, for people. */
  readonly detail: string;
  readonly time: Date;
}

/** One line of the booking's journey, also of what other services did. */
export interface Step {
  readonly name: string;
  readonly service: string;
  readonly detail: string;
  readonly time: Date;
  readonly failed: boolean;
}

export interface Booking {
  readonly id: string;
  readonly code: string;
  readonly status: BookingStatus;
  readonly offering: BookedOffering;
  readonly time: BookedTime;
  readonly place: Place;
  readonly customer: Customer;
  /** What it consists of; their amounts add up to `total`. */
  readonly lines: readonly Line[];
  readonly total: Money;
  readonly paymentRequired: boolean;
  readonly hold: Hold;
  readonly payment: PaymentSummary | undefined;
  readonly receiptId: string | undefined;
  readonly checkout: 'self' | 'cart';
  readonly reason: string;
  /** As it was at the purchase. */
  readonly policy: CancellationPolicy;
  /** What cancelling gave back. */
  readonly refund: Money | undefined;
  readonly attendees: readonly Attendee[];
  readonly checkedIn: Date | undefined;
  readonly note: string;
  readonly traceId: string;
  readonly attribution: Attribution;
  readonly created: Date;
  /** What asked for it; unknown for bookings that are older than this. */
  readonly request: AskedBy | undefined;
  /** Absent for a booking that was made by itself. */
  readonly series?: InSeries | undefined;
  /** Oldest first; only ever appended to. */
  readonly history: readonly HistoryEntry[];
  readonly steps: readonly Step[];
}

/** The state of a turn: the booking and the places that it takes or wants. */
export interface BookingState {
  readonly booking: Booking | undefined;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly calendars: ReadonlyMap<string, Calendar>;
  /** Of the limits that the turn is under. */
  readonly tallies?: Tallies | undefined;
}

/** Who did something and when. */
export interface Act {
  readonly actor: string;
  readonly time: Date;
  readonly reason: string;
}

/** A claim that an event makes on a calendar. */
export interface NewClaim {
  readonly id: string;
  readonly calendarId: string;
  readonly start: Date;
  readonly end: Date;
}

/** Lanes or time taken by an event. */
export type Taking =
  | { readonly kind: 'session'; readonly sessionId: string; readonly lanes: readonly number[] }
  | { readonly kind: 'time'; readonly claims: readonly NewClaim[] }
  /** Of the session as it is before the lanes are taken; claims only with its first booking. */
  | { readonly kind: 'class'; readonly session: Session; readonly lanes: readonly number[]; readonly claims: readonly NewClaim[] };

export type BookingEvent =
  | { readonly type: 'held'; readonly booking: Booking; readonly taking: Taking; readonly act: Act }
  | { readonly type: 'claimed'; readonly paymentId: string; readonly hold: Hold; readonly taking: Taking | undefined; readonly act: Act }
  | { readonly type: 'claimRejected'; readonly paymentId: string; readonly act: Act }
  | { readonly type: 'confirmed'; readonly payment: PaymentSummary | undefined; readonly act: Act }
  | { readonly type: 'cancelled'; readonly refund: Money; readonly act: Act }
  | { readonly type: 'expired'; readonly act: Act }
  | { readonly type: 'rescheduled'; readonly previous: BookedTime; readonly booking: Booking; readonly taking: Taking; readonly act: Act }
  | { readonly type: 'holdExtended'; readonly hold: Hold; readonly act: Act }
  | { readonly type: 'completed'; readonly act: Act }
  | { readonly type: 'noShow'; readonly act: Act }
  | { readonly type: 'checkedIn'; readonly act: Act }
  | { readonly type: 'attendeesChanged'; readonly attendees: readonly Attendee[]; readonly act: Act }
  | { readonly type: 'receiptIssued'; readonly receiptId: string }
  | { readonly type: 'stepTaken'; readonly step: Step; readonly reason?: string };

export const emptyState: BookingState = { booking: undefined, sessions: new Map(), calendars: new Map() };

/** People or places that the booking is for. */
export const partyOf = ({ place }: Pick<Booking, 'place'>): number => (place.kind === 'time' ? 1 : place.partySize);

/** The offering at the price of one place, which is the variant's when there is one. */
export const bookedOffering = ({ id, kind, title, place, price }: Offering, unitPrice: Money = price): BookedOffering => ({
  id,
  kind,
  title,
  place,
  unitPrice,
});

/** What the customer is asked to pay online; nothing when it is free or paid at the desk. */
export const asksForPayment = ({ paidOnline }: Offering, total: Money): boolean => paidOnline && total.minor > 0n;
