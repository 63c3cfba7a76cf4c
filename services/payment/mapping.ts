/** Between Protobuf and the domain: the only file that knows both. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { type PaymentSchema, PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import type { Money as ProtoMoney, MoneySchema } from '#proto/berth/type/v1/money_pb.ts';
import { type Payable as ProtoPayable, PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import { fromTypeId, toTypeId } from '../runtime/ids.ts';
import { money, type Money } from '../runtime/money.ts';
import type { Wanted } from './domain/lifecycle.ts';
import type { Payable, Payment, PaymentStatus } from './domain/payment.ts';
import { refunded } from './domain/refund.ts';
import { paymentIdOf } from './keys.ts';

const STATES = {
  creating: PaymentState.CREATING,
  awaiting_customer: PaymentState.AWAITING_CUSTOMER,
  authorized: PaymentState.AUTHORIZED,
  capturing: PaymentState.CAPTURING,
  succeeded: PaymentState.SUCCEEDED,
  refunded: PaymentState.REFUNDED,
  cancelled: PaymentState.CANCELLED,
  failed: PaymentState.FAILED,
} as const satisfies Record<PaymentStatus, PaymentState>;

export const toMoney = ({ minor, currency }: Money): MessageInitShape<typeof MoneySchema> => ({ amountMinor: minor, currencyCode: currency });

export const fromMoney = ({ amountMinor, currencyCode }: ProtoMoney): Money => money(amountMinor, currencyCode);

const toPayable = ({ kind, id }: Payable) =>
  kind === 'booking'
    ? { kind: PayableKind.BOOKING, id: toTypeId('bkg', id) }
    : { kind: PayableKind.ORDER, id: toTypeId('ord', id) };

/** The payable of a request; `INVALID_ARGUMENT` when its kind and id disagree. */
export function fromPayable({ kind, id }: ProtoPayable): Payable {
  if (kind === PayableKind.ORDER) return { kind: 'order', id: fromTypeId('ord', id, 'payable.id') };
  return { kind: 'booking', id: fromTypeId('bkg', id, 'payable.id') };
}

/** The payment as others see it: without the provider's secret. `version` is its etag, unknown inside events. */
export const toPayment = (payment: Payment, version?: bigint): MessageInitShape<typeof PaymentSchema> => ({
  id: toTypeId('pay', payment.id),
  payable: toPayable(payment.payable),
  state: STATES[payment.status],
  amount: toMoney(payment.amount),
  captured: toMoney(payment.captured),
  refunded: toMoney(refunded(payment)),
  provider: payment.provider,
  providerReference: payment.reference ?? '',
  methodLabel: payment.methodLabel,
  reason: payment.reason,
  customerId: toTypeId('usr', payment.customerId),
  createTime: timestampFromDate(payment.created),
  updateTime: timestampFromDate(payment.updated),
  etag: version === undefined ? '' : String(version),
});

/** The payment that a booking asks for. */
export function fromBooking(booking: Booking, account: string, traceparent: string): Wanted {
  const id = bookingIdOf(booking);
  if (!booking.total || !booking.customer || !booking.hold) throw new TypeError(`booking ${booking.id} asks for a payment without total, customer or hold`);
  return {
    id: paymentIdOf(id),
    payable: { kind: 'booking', id },
    customerId: fromTypeId('usr', booking.customer.id, 'booking.customer.id'),
    amount: fromMoney(booking.total),
    fence: booking.hold.fence,
    account,
    traceparent,
  };
}

/** The booking's uuid. */
export const bookingIdOf = ({ id }: Booking): string => fromTypeId('bkg', id, 'booking.id');
