/** What a mail says, before it is set as HTML or plain text: both say the same because both are made from this. */
import { localeFor } from '../../runtime/locale.ts';
import { formatMoney, money } from '../../runtime/money.ts';
import { renderMoment, renderWallTime } from '../../runtime/wall-time.ts';
import type { Amount, Booking, MailFacts, Occasion, SeriesDate, Tenant } from '../domain/facts.ts';
import { datesOf, summed } from '../domain/series-mail.ts';
import { MAIL_LANGUAGES, messagesFor, type Messages } from './messages.ts';

export interface MailContent {
  /** BCP 47. */
  readonly locale: string;
  readonly subject: string;
  readonly heading: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly (readonly [label: string, value: string])[];
  readonly action: { readonly label: string; readonly url: string };
  /** Said after the button. */
  readonly afterwards: readonly string[];
  readonly footer: readonly string[];
}

/** Where the mail's button leads. */
export interface Links {
  /** Page of the booking. */
  readonly booking: string;
  /** Page of the business. */
  readonly shop: string;
}

/** What writing one mail works with. */
interface Writing {
  readonly messages: Messages;
  readonly locale: string;
  readonly tenant: Tenant;
  readonly booking: Booking;
  /** Of a mail about several bookings of a series. */
  readonly dates: readonly SeriesDate[];
  readonly links: Links;
  readonly now: Date;
  amount(amount: Amount): string;
  moment(instant: string): string;
}

type Body = Pick<MailContent, 'subject' | 'heading' | 'paragraphs' | 'action'> & Partial<Pick<MailContent, 'afterwards' | 'rows' | 'footer'>>;

export function writeMail(facts: MailFacts, links: Links, now: Date): MailContent {
  const { tenant, booking, occasion } = summed(facts);
  const locale = localeFor(tenant.locale, MAIL_LANGUAGES);
  const messages = messagesFor(locale);
  const { timeZone } = booking.time;
  const writing: Writing = {
    messages, locale, tenant, booking, dates: datesOf(facts), links, now,
    amount: ({ minor, currency }) => formatMoney(money(BigInt(minor), currency), locale),
    moment: (instant) => `${renderMoment(new Date(instant), timeZone, locale)} (${timeZone})`,
  };
  return {
    locale,
    greeting: messages.greeting(booking.customer.name),
    rows: detailRows(writing),
    afterwards: [],
    footer: footerOf(writing, messages.why(tenant.name)),
    ...bodyOf(occasion, writing),
  };
}

/** Only the subject, for lists. */
export const subjectOf = (facts: MailFacts): string => writeMail(facts, { booking: '', shop: '' }, new Date(0)).subject;

function bodyOf(occasion: Occasion, writing: Writing): Body {
  switch (occasion.kind) {
    case 'booking_confirmed':
      return confirmed(occasion, writing);
    case 'booking_cancelled':
      return cancelled(occasion, writing);
    case 'booking_rescheduled':
      return rescheduled(occasion, writing);
    case 'waitlist_offered':
      return offered(occasion, writing);
    case 'waitlist_cancelled':
      return waitedInVain(writing);
    case 'payment_failed':
      return failed(occasion, writing);
    case 'payment_refunded':
      return refunded(occasion, writing);
    default:
      return occasion satisfies never;
  }
}

function confirmed({ receipt }: Occasion & { kind: 'booking_confirmed' }, writing: Writing): Body {
  const { messages, booking, links, amount } = writing;
  const words = messages.confirmed;
  const owed = !booking.payment && BigInt(booking.total.minor) > 0n;
  return {
    subject: words.subject(booking.title),
    heading: words.heading,
    paragraphs: [
      words.welcome,
      ...(receipt ? [words.receiptAttached(receipt.number)] : []),
      ...(booking.payment && !receipt ? [words.receiptFollows] : []),
      ...(owed ? [words.payThere(amount(booking.total))] : []),
    ],
    rows: [...detailRows(writing), ...paymentRows(writing, receipt?.number)],
    action: { label: words.action, url: links.booking },
    afterwards: booking.payment ? refundTerms(writing) : [],
  };
}

/** What cancelling still gives back, the most first. */
function refundTerms({ messages: { confirmed: words }, booking: { freeUntil, partUntil = [] }, locale, now, moment }: Writing): string[] {
  const isOpen = (until: string): boolean => new Date(until) > now;
  const share = new Intl.NumberFormat(locale, { style: 'percent' });
  const terms = [
    ...(freeUntil !== undefined && isOpen(freeUntil) ? [words.freeUntil(moment(freeUntil))] : []),
    ...partUntil.filter(({ until }) => isOpen(until)).map(({ until, percent }) => words.partUntil(moment(until), share.format(percent / 100))),
  ];
  return terms.length > 0 ? terms : [words.notRefundable];
}

/** `2 × Lamp` */
const extraText = ({ title, quantity }: { readonly title: string; readonly quantity: number }, locale: string): string =>
  quantity > 1 ? `${new Intl.NumberFormat(locale).format(quantity)} × ${title}` : title;

function cancelled({ refund }: Occasion & { kind: 'booking_cancelled' }, { messages, booking, links, amount }: Writing): Body {
  const { payment, reason } = booking;
  const words = messages.cancelled;
  const given = refund && BigInt(refund.minor) > 0n ? refund : undefined;
  const settled = given
    ? [words.refund(amount(given), payment?.methodLabel || messages.yourCard), messages.bankDays]
    : [payment ? words.noRefund(amount(payment.amount)) : messages.notCharged];
  return {
    subject: words.subject(booking.title),
    heading: words.heading,
    paragraphs: [...(reason ? [messages.reason(reason)] : []), settled.join(' ')],
    action: { label: messages.bookAgain, url: links.shop },
  };
}

function rescheduled({ previousStart, reason }: Occasion & { kind: 'booking_rescheduled' }, { messages, booking, dates, links, moment }: Writing): Body {
  const words = messages.rescheduled;
  return {
    subject: words.subject(booking.title),
    heading: words.heading,
    paragraphs: [...(reason ? [messages.reason(reason)] : []), ...(dates.length === 0 ? [words.before(moment(previousStart))] : [])],
    action: { label: messages.confirmed.action, url: links.booking },
  };
}

function offered({ expires, toPay }: Occasion & { kind: 'waitlist_offered' }, { messages, booking, links, moment }: Writing): Body {
  const words = messages.offered;
  return {
    subject: words.subject(booking.title),
    heading: words.heading,
    paragraphs: [words.heldUntil(moment(expires)), toPay ? words.pay : words.accept],
    action: { label: words.action, url: links.booking },
    afterwards: [words.otherwise],
  };
}

function waitedInVain(writing: Writing): Body {
  const { messages, booking, links, tenant } = writing;
  const words = messages.waitedFor;
  return {
    subject: words.subject(booking.title),
    heading: words.heading,
    paragraphs: [...(booking.reason ? [messages.reason(booking.reason)] : []), words.over],
    action: { label: words.action, url: links.shop },
    footer: footerOf(writing, words.why(tenant.name)),
  };
}

function failed({ reason, final }: Occasion & { kind: 'payment_failed' }, { messages, booking, links, now, moment }: Writing): Body {
  const { holdExpires } = booking;
  const words = messages.failed;
  const kept = !final && holdExpires !== undefined && new Date(holdExpires) > now;
  const next = final ? words.over : words.notKept;
  return {
    subject: words.subject(booking.title),
    heading: words.heading,
    paragraphs: [...(reason ? [messages.reason(reason)] : []), `${messages.notCharged} ${kept ? words.keptUntil(moment(holdExpires)) : next}`],
    action: kept ? { label: words.action, url: links.booking } : { label: messages.bookAgain, url: links.shop },
  };
}

function refunded({ amount: given, reason }: Occasion & { kind: 'payment_refunded' }, { messages, booking, links, amount }: Writing): Body {
  const words = messages.refunded;
  const method = booking.payment?.methodLabel || messages.yourCard;
  return {
    subject: words.subject(amount(given), booking.title),
    heading: words.heading,
    paragraphs: [`${words.sent(amount(given), method)} ${messages.bankDays}`, ...(reason ? [messages.reason(reason)] : [])],
    action: { label: messages.confirmed.action, url: links.booking },
  };
}

/** Why they get it, and whom to ask. */
const footerOf = ({ messages, tenant: { supportEmail } }: Writing, why: string): readonly string[] => [why, ...(supportEmail ? [messages.questions(supportEmail)] : [])];

function detailRows(writing: Writing): [string, string][] {
  const { messages: { labels }, booking, dates, locale } = writing;
  const rows: [string, string][] = [
    [labels.what, booking.title],
    [labels.extras, (booking.extras ?? []).map((extra) => extraText(extra, locale)).join(', ')],
    [labels.when, dates.length === 0 ? wallTime(booking.time, locale) : ''],
    [labels.where, booking.place],
    [labels.with, dates.length === 0 ? booking.staffName : ''],
    [labels.places, booking.partySize > 1 ? new Intl.NumberFormat(locale).format(booking.partySize) : ''],
    ...(dates.length === 0 ? [[labels.code, booking.code] satisfies [string, string]] : dates.map((date) => dateRow(date, writing))),
  ];
  return rows.filter(([, value]) => value !== '');
}

const wallTime = ({ start, ...time }: Booking['time'], locale: string): string => renderWallTime({ ...time, start: new Date(start) }, locale);

/** A date of a series, by its code. */
const dateRow = ({ code, time, staffName, previousStart }: SeriesDate, { messages: { rescheduled: words }, locale, moment }: Writing): [string, string] => [
  code,
  [wallTime(time, locale), staffName, previousStart === undefined ? '' : words.before(moment(previousStart))].filter((text) => text !== '').join(' · '),
];

function paymentRows({ messages: { labels }, booking: { payment }, amount }: Writing, receipt = ''): [string, string][] {
  if (!payment) return [];
  const paid = [amount(payment.amount), payment.methodLabel].filter((text) => text !== '').join(' · ');
  return [[labels.paid, paid], ...(receipt === '' ? [] : [[labels.receipt, receipt] satisfies [string, string]])];
}
