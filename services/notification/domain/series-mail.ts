/** One mail for what happens to the bookings of a series at once: each booking is in it once, as it was told last, and none is left out. */
import type { Amount, Booking, MailFacts, Occasion, SeriesDate, SeriesOccasion } from './facts.ts';
import { begin, ready, type NotificationDecision, type NotificationState, type SubjectOf } from './notification.ts';

/** What an event tells of a booking of a series. */
export interface Told {
  readonly eventId: string;
  readonly booking: Booking;
  readonly occasion: SeriesOccasion;
}

/** Adds a date to the mail while more may come; `undefined` when the mail has gone out without it. */
export function gather({ notification }: NotificationState, id: string, told: Told, now: Date): NotificationDecision | undefined {
  const { booking, occasion } = told;
  const date = dateOf(told);
  if (!notification) return { events: [{ type: 'begun', notification: { ...begin(id, booking, { ...occasion, dates: [date] }, now), status: 'gathering' } }] };
  const dates = inMail(notification.occasion);
  if (dates.some(({ eventId }) => eventId === told.eventId)) return { events: [] };
  if (notification.status !== 'gathering') return undefined;
  const [before, others] = [dates.find(({ bookingId }) => bookingId === booking.id), dates.filter(({ bookingId }) => bookingId !== booking.id)];
  // Moved twice at once: from where it was at first.
  const joined = { ...date, ...(before?.previousStart !== undefined && { previousStart: before.previousStart }) };
  return { events: [{ type: 'gathered', occasion: { ...occasion, dates: [...others, joined] } }] };
}

/** No more dates came for a while: the mail goes out. */
export function gathered({ notification, booking, tenant }: NotificationState, subjectOf: SubjectOf): NotificationDecision {
  if (notification?.status !== 'gathering' || !booking || !tenant) return { events: [] };
  return { events: [ready({ tenant, booking, occasion: notification.occasion }, subjectOf)] };
}

const inMail = (occasion: Occasion): readonly SeriesDate[] => ('dates' in occasion ? (occasion.dates ?? []) : []);

const dateOf = ({ eventId, booking: { id, code, time, staffName, total, payment }, occasion }: Told): SeriesDate => ({
  eventId,
  bookingId: id,
  code,
  time,
  staffName,
  total,
  ...(payment && { paid: payment.amount }),
  ...('refund' in occasion && occasion.refund && { refund: occasion.refund }),
  ...('previousStart' in occasion && { previousStart: occasion.previousStart }),
});

/** The dates of a mail about several, earliest first; none of a mail about one booking. */
export function datesOf({ occasion }: Pick<MailFacts, 'occasion'>): readonly SeriesDate[] {
  const dates = inMail(occasion);
  return dates.length > 1 ? dates.toSorted((a, b) => a.time.start.localeCompare(b.time.start)) : [];
}

/** The same facts with amounts of all dates together. */
export function summed(facts: MailFacts): MailFacts {
  const dates = datesOf(facts);
  if (dates.length === 0) return facts;
  const { booking, occasion } = facts;
  const [total, paid, refund] = [sum(dates.map((date) => date.total)), sum(dates.map((date) => date.paid)), sum(dates.map((date) => date.refund))];
  return {
    ...facts,
    booking: { ...booking, ...(total && { total }), ...(paid && { payment: { amount: paid, methodLabel: booking.payment?.methodLabel ?? '' } }) },
    occasion: occasion.kind === 'booking_cancelled' && refund ? { ...occasion, refund } : occasion,
  };
}

/** Bookings of a series are all in one currency. */
function sum(amounts: readonly (Amount | undefined)[]): Amount | undefined {
  const given = amounts.filter((amount) => amount !== undefined);
  const [first] = given;
  return first && { minor: String(given.reduce((all, { minor }) => all + BigInt(minor), 0n)), currency: first.currency };
}
