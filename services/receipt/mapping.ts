/** Between Protobuf and the domain: the only file that knows both. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { BookedOffering, Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import type { ReceiptSchema } from '#proto/berth/receipt/v1/receipt_pb.ts';
import type { Money as ProtoMoney } from '#proto/berth/type/v1/money_pb.ts';
import { PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import type { Tenant as ProtoTenant } from '#proto/berth/user/v1/user_pb.ts';
import { fromTypeId, toTypeId } from '../runtime/ids.ts';
import { money, type Money } from '../runtime/money.ts';
import type { LineTime } from './domain/document.ts';
import type { Item, Receipt, Sale, Tenant } from './domain/receipt.ts';

export const toReceipt = ({ id, number, bookingId, paymentId, customerId, total, issued, rendering }: Receipt): MessageInitShape<typeof ReceiptSchema> => ({
  id: toTypeId('rcp', id),
  number,
  payable: { kind: PayableKind.BOOKING, id: toTypeId('bkg', bookingId) },
  paymentId: toTypeId('pay', paymentId),
  customerId: toTypeId('usr', customerId),
  total: { amountMinor: total.minor, currencyCode: total.currency },
  sha256: rendering?.sha256 ?? '',
  issueTime: timestampFromDate(issued),
  objectKey: rendering?.objectKey ?? '',
});

export function fromTenant(tenant: ProtoTenant, id: string): Tenant {
  const { legalEntity } = tenant;
  return {
    id,
    taxRateBps: legalEntity?.taxRateBps ?? 0,
    seller: {
      tradingName: tenant.name,
      legalName: legalEntity?.name ?? '',
      addressLines: legalEntity?.addressLines ?? [],
      countryCode: legalEntity?.countryCode ?? '',
      taxId: legalEntity?.taxId ?? '',
      supportEmail: tenant.supportEmail,
      brandColor: tenant.brandColor,
      timeZone: tenant.timeZone,
      locale: tenant.locale,
    },
  };
}

/** The payment's uuid in a booking that was paid for. */
export const paymentIdOf = (booking: Booking): string => fromTypeId('pay', booking.payment?.id ?? '', 'booking.payment.id');

/** What was sold with a booking that was paid for. Throws when the event lacks what a receipt needs. */
export function saleOf(booking: Booking): Sale {
  const payment = given(booking.payment, 'payment');
  const offering = given(booking.offering, 'offering');
  const customer = given(booking.customer, 'customer');
  return {
    bookingId: fromTypeId('bkg', booking.id, 'booking.id'),
    bookingCode: booking.code,
    paymentId: paymentIdOf(booking),
    paymentReference: payment.id,
    paid: fromMoney(given(payment.amount, 'payment.amount')),
    methodLabel: payment.methodLabel,
    captured: timestampDate(given(payment.captureTime, 'payment.capture_time')),
    customer: { id: fromTypeId('usr', customer.id, 'booking.customer.id'), name: customer.name, email: customer.email },
    items: itemsOf(booking, offering),
    visit: { place: offering.place, staffName: booking.staffName, time: timeOf(booking) },
  };
}

/** The booking's lines; of one that was told without any, the offering for each place. */
function itemsOf({ lines, partySize }: Booking, { title, unitPrice }: BookedOffering): Sale['items'] {
  const [first, ...added] = lines.map((line): Item => ({ title: line.title, quantity: line.quantity, unitPrice: fromMoney(given(line.unitPrice, 'lines.unit_price')) }));
  return first ? [first, ...added] : [{ title, quantity: Math.max(1, partySize), unitPrice: fromMoney(given(unitPrice, 'offering.unit_price')) }];
}

function timeOf(booking: Booking): LineTime {
  const { startTime, timeZone, localStart, localEnd } = given(booking.time, 'time');
  return { start: timestampDate(given(startTime, 'time.start_time')).toISOString(), timeZone, localStart, localEnd };
}

const fromMoney = ({ amountMinor, currencyCode }: ProtoMoney): Money => money(amountMinor, currencyCode);

function given<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new TypeError(`booking.${field} is missing in the event`);
  return value;
}
