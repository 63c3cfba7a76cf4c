/** Between Protobuf and the domain: the only file that knows both. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  type Attendee as ProtoAttendee,
  type BookingSchema,
  BookingState as ProtoState,
  type CancellationPolicySchema,
  CheckoutKind,
  type CustomerSchema,
  type BookedTimeSchema,
  HistoryChange as ProtoChange,
  type HistoryEntrySchema,
  type SessionSchema,
  type TimelineStepSchema,
} from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingLineKind, type AddOnChoice, type BookingLineSchema } from '#proto/berth/booking/v1/booking_line_pb.ts';
import { OfferingKind as ProtoKind, OfferingState, PaymentMode, type AddOn as ProtoAddOn, type Offering as ProtoOffering, type Variant as ProtoVariant } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Payment } from '#proto/berth/payment/v1/payment_pb.ts';
import type { Attribution as ProtoAttribution } from '#proto/berth/type/v1/attribution_pb.ts';
import type { Money as ProtoMoney, MoneySchema } from '#proto/berth/type/v1/money_pb.ts';
import type { User } from '#proto/berth/user/v1/user_pb.ts';
import { fromTypeId, toTypeId, type IdPrefix } from '../runtime/ids.ts';
import { money, zero, type Money } from '../runtime/money.ts';
import { partyOf, type Attendee, type Attribution, type Booking, type BookingStatus, type Customer, type HistoryChange, type HistoryEntry, type PaymentSummary, type Step, type Take } from './domain/booking.ts';
import { STAFF } from './domain/bookable.ts';
import { extensionsLeft } from './domain/extend-hold.ts';
import { amountOf, type Choices, type Line } from './domain/lines.ts';
import type { BookedTime } from './domain/local-time.ts';
import type { AddOn, Offering, OfferingKind, Variant } from './domain/offering.ts';
import type { Session } from './domain/place.ts';
import { freeUntil, tierEnds } from './domain/policy.ts';
import { placesBooked } from './domain/session.ts';

const STATES = {
  pending: ProtoState.PENDING,
  confirmed: ProtoState.CONFIRMED,
  completed: ProtoState.COMPLETED,
  no_show: ProtoState.NO_SHOW,
  expired: ProtoState.EXPIRED,
  cancelled: ProtoState.CANCELLED,
} as const satisfies Record<BookingStatus, ProtoState>;

const KINDS = {
  appointment: ProtoKind.APPOINTMENT,
  service: ProtoKind.SERVICE,
  event: ProtoKind.EVENT,
  product: ProtoKind.PRODUCT,
} as const satisfies Record<OfferingKind, ProtoKind>;

const CHANGES = {
  state: ProtoChange.STATE,
  rescheduled: ProtoChange.RESCHEDULED,
  hold_extended: ProtoChange.HOLD_EXTENDED,
  attendees: ProtoChange.ATTENDEES,
  checked_in: ProtoChange.CHECKED_IN,
} as const satisfies Record<HistoryChange, ProtoChange>;

export const toState = (status: BookingStatus): ProtoState => STATES[status];

/** Statuses named in a filter. */
export const toStatuses = (states: readonly ProtoState[]): BookingStatus[] =>
  Object.entries(STATES).flatMap(([status, state]) => (states.includes(state) ? [status as BookingStatus] : []));

export const toMoney = ({ minor, currency }: Money): MessageInitShape<typeof MoneySchema> => ({ amountMinor: minor, currencyCode: currency });

export const fromMoney = ({ amountMinor, currencyCode }: ProtoMoney): Money => money(amountMinor, currencyCode);

export const toTime = ({ start, end, timeZone, localStart, localEnd }: BookedTime): MessageInitShape<typeof BookedTimeSchema> => ({
  startTime: timestampFromDate(start),
  endTime: timestampFromDate(end),
  timeZone,
  localStart,
  localEnd,
});

/** The booking as its customer and staff see it: with who comes along. */
export const toOwnBooking = (booking: Booking, version: bigint, updated: Date): MessageInitShape<typeof BookingSchema> =>
  toBooking(booking, version, updated, booking.attendees);

/** The booking as everyone sees it, also on the bus; `version` is its etag. */
export function toBooking(booking: Booking, version: bigint, updated: Date, attendees: readonly Attendee[] = []): MessageInitShape<typeof BookingSchema> {
  const { place, hold, payment, offering, customer } = booking;
  return {
    id: toTypeId('bkg', booking.id),
    code: booking.code,
    state: STATES[booking.status],
    offering: {
      id: toTypeId('off', offering.id),
      kind: KINDS[offering.kind],
      title: offering.title,
      place: offering.place,
      unitPrice: toMoney(offering.unitPrice),
    },
    time: toTime(booking.time),
    ...(place.kind === 'session'
      ? { sessionId: toTypeId('ses', place.sessionId) }
      : toServing(place.takes)),
    partySize: partyOf(booking),
    ...(booking.series && { seriesId: toTypeId('srs', booking.series.id), seriesIndex: booking.series.index }),
    customer: toCustomerMessage(customer),
    lines: booking.lines.map(toLine),
    total: toMoney(booking.total),
    ...(booking.status === 'pending' && {
      hold: { fence: hold.fence, expireTime: timestampFromDate(hold.expires), claimed: hold.claimed, extensionsLeft: extensionsLeft(hold.extensions) },
    }),
    ...(payment && {
      payment: {
        id: toTypeId('pay', payment.id),
        amount: toMoney(payment.amount),
        methodLabel: payment.methodLabel,
        captureTime: timestampFromDate(payment.captured),
      },
    }),
    receiptId: booking.receiptId ? toTypeId('rcp', booking.receiptId) : '',
    checkout: booking.checkout === 'self' ? CheckoutKind.SELF : CheckoutKind.CART,
    reason: booking.reason,
    cancellationPolicy: toPolicy(booking),
    ...(booking.refund && { refund: toMoney(booking.refund) }),
    ...(booking.checkedIn && { checkInTime: timestampFromDate(booking.checkedIn) }),
    attendees: attendees.map(({ name, email, note }) => ({ name, email, note })),
    note: booking.note,
    traceId: booking.traceId,
    createTime: timestampFromDate(booking.created),
    updateTime: timestampFromDate(updated),
    etag: String(version),
  };
}

const LINE_KINDS = {
  offering: { kind: BookingLineKind.OFFERING, prefix: 'off' },
  variant: { kind: BookingLineKind.VARIANT, prefix: 'var' },
  add_on: { kind: BookingLineKind.ADD_ON, prefix: 'add' },
} as const satisfies Record<Line['kind'], { readonly kind: BookingLineKind; readonly prefix: IdPrefix }>;

function toLine(line: Line): MessageInitShape<typeof BookingLineSchema> {
  const { kind, prefix } = LINE_KINDS[line.kind];
  const { title, quantity, extraMinutes } = line;
  return { kind, id: toTypeId(prefix, line.id), title, quantity, extraMinutes, unitPrice: toMoney(line.unitPrice), amount: toMoney(amountOf(line)) };
}

/** What a customer names of an offering. */
export const fromChoices = ({ variantId, addOns }: { readonly variantId?: string; readonly addOns: readonly AddOnChoice[] }): Choices => ({
  ...(variantId && { variantId: fromTypeId('var', variantId, 'variant_id') }),
  addOns: addOns.map(({ addOnId, quantity }, index) => ({ id: fromTypeId('add', addOnId, `add_ons[${index}].add_on_id`), quantity: quantity || 1 })),
});

/** Who serves it, and the rooms and other things that it takes. */
function toServing(takes: readonly Take[]): Pick<MessageInitShape<typeof BookingSchema>, 'staffId' | 'staffName' | 'resources' | 'otherStaff'> {
  const [staff, ...others] = takes.filter(({ kind }) => kind === STAFF);
  const resources = takes.filter(({ kind }) => kind !== STAFF);
  return {
    ...(staff && { staffId: toTypeId('stf', staff.id), staffName: staff.name }),
    otherStaff: eachOnce(others.filter(({ id }) => id !== staff?.id)).map(({ id, name }) => ({ id: toTypeId('stf', id), kind: STAFF, name })),
    resources: eachOnce(resources).map(({ id, kind, name }) => ({ id: toTypeId('rsc', id), kind, name })),
  };
}

/** Someone may be taken for two parts of a booking. */
const eachOnce = (takes: readonly Take[]): readonly Take[] => [...new Map(takes.map((take) => [take.id, take])).values()];

function toPolicy({ policy, time }: Booking): MessageInitShape<typeof CancellationPolicySchema> {
  const free = freeUntil(policy, time.start);
  return {
    ...(free && { freeUntilTime: timestampFromDate(free) }),
    tiers: policy.tiers
      .toSorted((a, b) => b.hoursBefore - a.hoursBefore)
      .map((tier) => ({ hoursBefore: tier.hoursBefore, refundPercent: tier.percent, untilTime: timestampFromDate(tierEnds(tier, time.start)) })),
  };
}

export const fromAttendees = (attendees: readonly ProtoAttendee[]): Attendee[] => attendees.map(({ name, email, note }) => ({ name, email, note }));

export const toStep = (step: Step, sequence: number): MessageInitShape<typeof TimelineStepSchema> => ({
  sequence: BigInt(sequence),
  name: step.name,
  service: step.service,
  detail: step.detail,
  time: timestampFromDate(step.time),
  failed: step.failed,
});

export const toHistoryEntry = ({ change, detail, from, to, actor, reason, time }: HistoryEntry): MessageInitShape<typeof HistoryEntrySchema> => ({
  fromState: from ? STATES[from] : ProtoState.UNSPECIFIED,
  toState: STATES[to],
  change: CHANGES[change],
  detail,
  actor,
  reason,
  time: timestampFromDate(time),
});

export const toSession = (session: Session, version: bigint): MessageInitShape<typeof SessionSchema> => ({
  id: toTypeId('ses', session.id),
  offeringId: toTypeId('off', session.offeringId),
  time: toTime(session.time),
  capacity: session.capacity,
  placesBooked: placesBooked(session),
  ...(session.cancelled && { cancelTime: timestampFromDate(session.cancelled.time), cancelReason: session.cancelled.reason }),
  etag: String(version),
});

/** An offering as the catalog tells it. */
export function fromOffering(offering: ProtoOffering): Offering {
  const kind = Object.entries(KINDS).find(([, value]) => value === offering.kind)?.[0] as OfferingKind | undefined;
  if (!kind || !offering.price) throw new TypeError(`offering ${offering.id} has no kind or price`);
  const price = fromMoney(offering.price);
  return {
    id: fromTypeId('off', offering.id, 'offering.id'),
    kind,
    title: offering.title,
    place: offering.place,
    price,
    durationMinutes: offering.durationMinutes,
    timeZone: offering.timeZone,
    capacity: offering.capacity,
    paidOnline: offering.paymentMode === PaymentMode.ONLINE,
    holdMinutes: offering.holdMinutes || 15,
    freeCancellationHours: offering.freeCancellationHours,
    published: offering.state === OfferingState.PUBLISHED,
    variants: offering.variants.map(fromVariant),
    addOns: offering.addOns.map((addOn) => fromAddOn(addOn, price.currency)),
  };
}

const fromVariant = ({ id, name, price }: ProtoVariant): Variant => ({ id: fromTypeId('var', id, 'variant.id'), name, price: price && fromMoney(price) });

const fromAddOn = ({ id, name, price, extraMinutes }: ProtoAddOn, currency: string): AddOn =>
  ({ id: fromTypeId('add', id, 'add_on.id'), name, price: price ? fromMoney(price) : zero(currency), extraMinutes });

export const toCustomerMessage = ({ id, name, email, phone }: Customer): MessageInitShape<typeof CustomerSchema> => ({
  id: toTypeId('usr', id), name, email, phoneNumber: phone,
});

/** A person as the user service tells of them. */
export const toCustomer = ({ id, displayName, email, phoneNumber }: User): Customer => ({
  id: fromTypeId('usr', id, 'user.id'),
  name: displayName,
  email,
  phone: phoneNumber,
});

/** A captured payment, as a booking remembers it. */
export function fromPayment(payment: Payment, captured: Date): PaymentSummary {
  if (!payment.captured) throw new TypeError(`payment ${payment.id} has no captured amount`);
  return {
    id: fromTypeId('pay', payment.id, 'payment.id'),
    amount: money(payment.captured.amountMinor, payment.captured.currencyCode),
    methodLabel: payment.methodLabel,
    captured,
  };
}

/** Attribution as plain JSON, without Protobuf's own fields. */
export function fromAttribution(attribution: ProtoAttribution | undefined): Attribution {
  if (!attribution) return {};
  const { $typeName: _, $unknown: __, ...fields } = attribution;
  return fields;
}

export const toDate = timestampDate;
