/** A notification: one mail about one occasion of a booking, ready when everything it needs is there, and sent once. */
import type { Booking, MailFacts, Occasion, Receipt, SeriesOccasion, Tenant } from './facts.ts';

/**
 * `awaiting_booking`: the receipt came before the confirmation. `awaiting_receipt`: the other way round.
 * `gathering`: more dates of its series may come. `sending`: with the mail server. The last two are final.
 */
export type Status = 'awaiting_booking' | 'awaiting_receipt' | 'gathering' | 'sending' | 'sent' | 'failed';

export interface Notification {
  readonly id: string;
  readonly status: Status;
  readonly bookingId: string;
  readonly customerId: string;
  /** Empty while the booking is awaited. */
  readonly recipient: string;
  /** Empty before it is ready. */
  readonly subject: string;
  readonly occasion: Occasion;
  /** What the mail server said; empty before it was sent. */
  readonly reference: string;
  /** Why it was given up; empty otherwise. */
  readonly reason: string;
  readonly created: Date;
  readonly sent: Date | undefined;
}

/** A notification, the booking it is about and whose it is. */
export interface NotificationState {
  readonly notification: Notification | undefined;
  readonly booking: Booking | undefined;
  readonly tenant: Tenant | undefined;
}

/** A state whose tenant is known. */
export type Told = NotificationState & { readonly tenant: Tenant };

export type NotificationEvent =
  | { readonly type: 'bookingTold'; readonly booking: Booking }
  | { readonly type: 'begun'; readonly notification: Notification }
  | { readonly type: 'receiptArrived'; readonly receipt: Receipt }
  | { readonly type: 'gathered'; readonly occasion: SeriesOccasion }
  | { readonly type: 'ready'; readonly recipient: string; readonly subject: string }
  | { readonly type: 'sent'; readonly reference: string; readonly at: Date }
  | { readonly type: 'failed'; readonly reason: string };

export interface NotificationDecision {
  readonly events: readonly NotificationEvent[];
}

export const emptyState: NotificationState = { notification: undefined, booking: undefined, tenant: undefined };

const NOTHING: NotificationDecision = { events: [] };

/** The subject of a mail, from its templates. */
export type SubjectOf = (facts: MailFacts) => string;

/** The confirmation of a booking: at once when nothing was paid, else with its receipt. */
export function confirm({ notification, tenant }: Told, id: string, booking: Booking, subjectOf: SubjectOf, now: Date): NotificationDecision {
  if (notification && notification.status !== 'awaiting_booking') return NOTHING;
  const receipt = notification?.occasion.kind === 'booking_confirmed' ? notification.occasion.receipt : undefined;
  const occasion: Occasion = { kind: 'booking_confirmed', ...(receipt && { receipt }) };
  const begun = begin(id, booking, occasion, now);
  if (booking.payment && !receipt) return { events: [{ type: 'begun', notification: { ...begun, status: 'awaiting_receipt' } }] };
  return { events: [{ type: 'begun', notification: begun }, ready({ tenant, booking, occasion }, subjectOf)] };
}

/** The receipt is printed: a waiting confirmation goes out with it, one that is still to come will have it. */
export function receiptArrived(state: NotificationState, about: Awaited, receipt: Receipt, subjectOf: SubjectOf): NotificationDecision {
  const { notification, booking, tenant } = state;
  const arrived: NotificationEvent = { type: 'receiptArrived', receipt };
  if (!notification) return { events: [{ type: 'begun', notification: awaitingBooking(about) }, arrived] };
  if (notification.status !== 'awaiting_receipt') return NOTHING;
  if (!booking || !tenant) throw new TypeError('a notification that awaits its receipt knows its booking');
  return { events: [arrived, ready({ tenant, booking, occasion: { kind: 'booking_confirmed', receipt } }, subjectOf)] };
}

/** The receipt takes too long: the confirmation goes out without it. */
export function receiptOverdue({ notification, booking, tenant }: NotificationState, subjectOf: SubjectOf): NotificationDecision {
  if (notification?.status !== 'awaiting_receipt' || !booking || !tenant) return NOTHING;
  return { events: [ready({ tenant, booking, occasion: notification.occasion }, subjectOf)] };
}

/** A mail that needs nothing but the booking; once for each id. */
export function notify({ notification, tenant }: Told, id: string, booking: Booking, occasion: Occasion, subjectOf: SubjectOf, now: Date): NotificationDecision {
  if (notification) return NOTHING;
  return { events: [{ type: 'begun', notification: begin(id, booking, occasion, now) }, ready({ tenant, booking, occasion }, subjectOf)] };
}

/** How sending ended. */
export type Outcome = { readonly kind: 'sent'; readonly reference: string } | { readonly kind: 'failed'; readonly reason: string };

export function conclude({ notification }: NotificationState, outcome: Outcome, now: Date): NotificationDecision {
  if (notification?.status !== 'sending') return NOTHING;
  return { events: [outcome.kind === 'sent' ? { type: 'sent', reference: outcome.reference, at: now } : { type: 'failed', reason: outcome.reason }] };
}

export function evolve(state: NotificationState, event: NotificationEvent): NotificationState {
  if (event.type === 'bookingTold') return { ...state, booking: event.booking };
  if (event.type === 'begun') return { ...state, notification: event.notification };
  const { notification } = state;
  if (!notification) throw new TypeError(`${event.type} before begun`);
  switch (event.type) {
    case 'receiptArrived':
      return { ...state, notification: { ...notification, occasion: { kind: 'booking_confirmed', receipt: event.receipt } } };
    case 'gathered':
      return { ...state, notification: { ...notification, occasion: event.occasion } };
    case 'ready':
      return { ...state, notification: { ...notification, status: 'sending', recipient: event.recipient, subject: event.subject } };
    case 'sent':
      return { ...state, notification: { ...notification, status: 'sent', reference: event.reference, sent: event.at } };
    case 'failed':
      return { ...state, notification: { ...notification, status: 'failed', reason: event.reason } };
    default:
      return event satisfies never;
  }
}

/** What is known of a notification before its booking is confirmed. */
export interface Awaited {
  readonly id: string;
  readonly bookingId: string;
  readonly customerId: string;
  readonly now: Date;
}

const blank = { recipient: '', subject: '', reference: '', reason: '', sent: undefined } as const;

const awaitingBooking = ({ id, bookingId, customerId, now }: Awaited): Notification => ({
  ...blank,
  id,
  bookingId,
  customerId,
  status: 'awaiting_booking',
  occasion: { kind: 'booking_confirmed' },
  created: now,
});

/** A notification whose mail is being sent. */
export const begin = (id: string, { id: bookingId, customer }: Booking, occasion: Occasion, created: Date): Notification => ({
  ...blank,
  id,
  bookingId,
  customerId: customer.id,
  recipient: customer.email,
  status: 'sending',
  occasion,
  created,
});

/** Everything is there: the mail can be written, unless who it is for was erased while it waited. */
export const ready = (facts: MailFacts, subjectOf: SubjectOf): NotificationEvent => {
  const { email } = facts.booking.customer;
  return email === '' ? { type: 'failed', reason: 'There is nobody to mail any more.' } : { type: 'ready', recipient: email, subject: subjectOf(facts) };
};
