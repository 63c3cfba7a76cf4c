/** What a mail can say, as plain JSON: it is stored with the notification and with the effect that sends it. */

/** What mails need to know of a tenant. */
export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** BCP 47. */
  readonly locale: string;
  readonly timeZone: string;
  /** `#rrggbb` */
  readonly brandColor: string;
  readonly supportEmail: string;
}

/** An amount: minor units as decimal text. */
export interface Amount {
  readonly minor: string;
  readonly currency: string;
}

/** What mails need to know of a booking; instants as ISO 8601, wall times as `YYYY-MM-DDTHH:MM`. */
export interface Booking {
  /** Uuid. */
  readonly id: string;
  readonly code: string;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
  readonly title: string;
  readonly place: string;
  /** Empty for sessions. */
  readonly staffName: string;
  readonly partySize: number;
  readonly time: { readonly start: string; readonly end: string; readonly timeZone: string; readonly localStart: string; readonly localEnd: string };
  readonly total: Amount;
  /** Absent while unpaid. */
  readonly payment?: { readonly amount: Amount; readonly methodLabel: string };
  /** What was added to the offering. */
  readonly extras?: readonly { readonly title: string; readonly quantity: number }[];
  /** Until when cancelling refunds everything. */
  readonly freeUntil?: string;
  /** Until when it refunds a part, in percent; earliest first. */
  readonly partUntil?: readonly { readonly until: string; readonly percent: number }[];
  /** When an unpaid hold ends. */
  readonly holdExpires?: string;
  /** Why it was cancelled or expired; empty otherwise. */
  readonly reason: string;
}

/** A receipt that was printed. */
export interface Receipt {
  /** Uuid. */
  readonly id: string;
  readonly number: string;
}

/** One of the bookings of a series that a mail tells of together. */
export interface SeriesDate {
  /** The event that told. */
  readonly eventId: string;
  readonly bookingId: string;
  readonly code: string;
  readonly time: Booking['time'];
  /** Each date may be served by somebody else; empty for sessions. */
  readonly staffName: string;
  readonly total: Amount;
  readonly paid?: Amount;
  readonly refund?: Amount;
  readonly previousStart?: string;
}

/** What happens to bookings of a series at once: `dates` has all of them, absent for a single booking. */
interface OfSeries {
  readonly dates?: readonly SeriesDate[];
}

/** What happened. */
export type Occasion =
  | ({ readonly kind: 'booking_confirmed'; readonly receipt?: Receipt } & OfSeries)
  | ({ readonly kind: 'booking_cancelled'; readonly refund?: Amount } & OfSeries)
  | ({ readonly kind: 'booking_rescheduled'; readonly previousStart: string; readonly reason: string } & OfSeries)
  | { readonly kind: 'waitlist_offered'; readonly expires: string; readonly toPay: boolean }
  | { readonly kind: 'waitlist_cancelled' }
  | { readonly kind: 'payment_failed'; readonly reason: string; readonly final: boolean }
  | { readonly kind: 'payment_refunded'; readonly amount: Amount; readonly reason: string };

/** What can happen to several bookings of a series at once. */
export type SeriesOccasion = Extract<Occasion, OfSeries>;

export type Kind = Occasion['kind'];

/** Everything that one mail is written from. */
export interface MailFacts {
  readonly tenant: Tenant;
  readonly booking: Booking;
  readonly occasion: Occasion;
}
