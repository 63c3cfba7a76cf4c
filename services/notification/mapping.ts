/** Between Protobuf and the domain: the only file that knows both. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { BookedTime, Booking as ProtoBooking, CancellationTier, PaymentSummary } from '#proto/berth/booking/v1/booking_pb.ts';
import { NotificationKind, NotificationState, type NotificationSchema } from '#proto/berth/notification/v1/notification_pb.ts';
import type { AccountMailRequested } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountMailKind as ProtoAccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import type { Payment } from '#proto/berth/payment/v1/payment_pb.ts';
import type { Money } from '#proto/berth/type/v1/money_pb.ts';
import { PayableKind, type Payable } from '#proto/berth/type/v1/payable_pb.ts';
import type { Tenant as ProtoTenant } from '#proto/berth/user/v1/user_pb.ts';
import { fromTypeId, toTypeId, tryTypeId } from '../runtime/ids.ts';
import type { AccountMailFacts, AccountMailKind } from './domain/account-mail.ts';
import type { Amount, Booking, Kind, Tenant } from './domain/facts.ts';
import type { Notification, Status } from './domain/notification.ts';

const KINDS = {
  booking_confirmed: NotificationKind.BOOKING_CONFIRMED,
  booking_cancelled: NotificationKind.BOOKING_CANCELLED,
  booking_rescheduled: NotificationKind.BOOKING_RESCHEDULED,
  waitlist_offered: NotificationKind.WAITLIST_OFFERED,
  waitlist_cancelled: NotificationKind.WAITLIST_CANCELLED,
  payment_failed: NotificationKind.PAYMENT_FAILED,
  payment_refunded: NotificationKind.PAYMENT_REFUNDED,
} as const satisfies Record<Kind, NotificationKind>;

const STATES = {
  awaiting_booking: NotificationState.PENDING,
  awaiting_receipt: NotificationState.PENDING,
  gathering: NotificationState.PENDING,
  sending: NotificationState.PENDING,
  sent: NotificationState.SENT,
  failed: NotificationState.FAILED,
} as const satisfies Record<Status, NotificationState>;

export const toNotification = (n: Notification): MessageInitShape<typeof NotificationSchema> => ({
  id: toTypeId('ntf', n.id),
  kind: KINDS[n.occasion.kind],
  state: STATES[n.status],
  bookingId: toTypeId('bkg', n.bookingId),
  customerId: toTypeId('usr', n.customerId),
  recipient: n.recipient,
  subject: n.subject,
  providerReference: n.reference,
  createTime: timestampFromDate(n.created),
  ...(n.sent && { sendTime: timestampFromDate(n.sent) }),
});

export const fromTenant = ({ slug, name, locale, timeZone, brandColor, supportEmail }: ProtoTenant, id: string): Tenant => ({
  id, slug, name, locale, timeZone, brandColor, supportEmail,
});

/** The uuid of the booking that was paid for, or `undefined` when it was an order. */
export const bookingIdOf = (payable: Payable | undefined): string | undefined =>
  payable?.kind === PayableKind.BOOKING ? tryTypeId('bkg', payable.id) : undefined;

export const bookingOf = ({ payable }: Payment): string | undefined => bookingIdOf(payable);

export const fromMoney = ({ amountMinor, currencyCode }: Money): Amount => ({ minor: String(amountMinor), currency: currencyCode });

/** A booking as mails tell it. Throws when the event lacks what a mail needs. */
export function fromBooking(booking: ProtoBooking): Booking {
  const customer = given(booking.customer, 'customer');
  const offering = given(booking.offering, 'offering');
  const freeUntil = booking.cancellationPolicy?.freeUntilTime;
  const [first, ...extras] = booking.lines;
  return {
    id: fromTypeId('bkg', booking.id, 'booking.id'),
    code: booking.code,
    customer: { id: fromTypeId('usr', customer.id, 'booking.customer.id'), name: customer.name, email: customer.email },
    title: first?.title || offering.title,
    place: offering.place,
    staffName: booking.staffName,
    partySize: booking.partySize,
    time: fromTime(booking.time),
    total: fromMoney(given(booking.total, 'total')),
    ...paymentOf(booking.payment),
    extras: extras.map(({ title, quantity }) => ({ title, quantity })),
    ...(freeUntil && { freeUntil: iso(freeUntil) }),
    partUntil: (booking.cancellationPolicy?.tiers ?? []).flatMap(partOf),
    ...(booking.hold?.expireTime && { holdExpires: iso(booking.hold.expireTime) }),
    reason: booking.reason,
  };
}

/** Throws when there is none. */
export function fromTime(told: BookedTime | undefined): Booking['time'] {
  const { startTime, endTime, timeZone, localStart, localEnd } = given(told, 'time');
  return { start: iso(given(startTime, 'time.start_time')), end: iso(given(endTime, 'time.end_time')), timeZone, localStart, localEnd };
}

/** Of the policy's tiers, those that give back something, but not everything. */
const partOf = ({ refundPercent: percent, untilTime }: CancellationTier): { until: string; percent: number }[] =>
  untilTime && percent > 0 && percent < 100 ? [{ until: iso(untilTime), percent }] : [];

const paymentOf = (payment: PaymentSummary | undefined): Pick<Booking, 'payment'> =>
  payment?.amount ? { payment: { amount: fromMoney(payment.amount), methodLabel: payment.methodLabel } } : {};

export const iso = (time: Timestamp): string => timestampDate(time).toISOString();

function given<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new TypeError(`booking.${field} is missing in the event`);
  return value;
}

const ACCOUNT_MAILS: ReadonlyMap<ProtoAccountMailKind, AccountMailKind> = new Map([
  [ProtoAccountMailKind.VERIFY_EMAIL, 'verify_email'],
  [ProtoAccountMailKind.RESET_PASSWORD, 'reset_password'],
  [ProtoAccountMailKind.PASSWORD_CHANGED, 'password_changed'],
  [ProtoAccountMailKind.INVITATION, 'invitation'],
  [ProtoAccountMailKind.DATA_EXPORT_READY, 'data_export_ready'],
  [ProtoAccountMailKind.ERASURE_REQUESTED, 'erasure_requested'],
  [ProtoAccountMailKind.PASSKEY_ADDED, 'passkey_added'],
  [ProtoAccountMailKind.PASSKEY_REMOVED, 'passkey_removed'],
  [ProtoAccountMailKind.IDENTITY_LINKED, 'identity_linked'],
  [ProtoAccountMailKind.IDENTITY_UNLINKED, 'identity_unlinked'],
  [ProtoAccountMailKind.SECOND_FACTOR_ENABLED, 'second_factor_enabled'],
  [ProtoAccountMailKind.SECOND_FACTOR_REMOVED, 'second_factor_removed'],
]);

/** `undefined` for a kind that is not known here. */
export function fromAccountMail({ kind: asked, email, displayName, link }: AccountMailRequested): AccountMailFacts | undefined {
  const kind = ACCOUNT_MAILS.get(asked);
  if (!kind) return undefined;
  const expires = link?.expireTime && iso(link.expireTime);
  return { kind, email, displayName, ...(link && expires && { link: { id: fromTypeId('lnk', link.id, 'link.id'), serial: link.serial, expires } }) };
}
