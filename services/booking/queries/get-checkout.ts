/** What the page needs to take a booking's payment: pending until the payment service has it. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { CheckoutState } from '#proto/berth/booking/v1/booking_pb.ts';
import type { GetPaymentSessionResponse } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import type { Caller, View } from '../../runtime/actor/types.ts';
import type { Booking } from '../domain/booking.ts';
import { toMoney } from '../mapping.ts';
import { findBooking } from './get-booking.ts';

export interface PaymentSource {
  /** The payment session of a booking (TypeID), asked for as this service in the caller's tenant. */
  paymentSessionOf(bookingId: string, caller: Caller, signal: AbortSignal): Promise<GetPaymentSessionResponse>;
}

export const getCheckout =
  (source: PaymentSource) =>
  async (view: View, { bookingId }: { readonly bookingId: string }) => {
    const { booking } = await findBooking(view, bookingId, 'booking_id');
    const amount = toMoney(booking.total);
    if (!canStillBePaid(booking)) return { checkout: { state: CheckoutState.CLOSED, amount, lastError: booking.reason } };
    const session = await source.paymentSessionOf(bookingId, view.caller, view.signal);
    return { checkout: { ...toCheckout(session), amount, expireTime: timestampFromDate(booking.hold.expires), lastError: booking.reason } };
  };

const canStillBePaid = ({ paymentRequired, checkout, status, hold }: Booking): boolean =>
  paymentRequired && checkout === 'self' && status === 'pending' && !hold.claimed;

function toCheckout({ payment, clientSecret, publishableKey }: GetPaymentSessionResponse) {
  const over = payment && payment.state !== PaymentState.CREATING && payment.state !== PaymentState.AWAITING_CUSTOMER;
  if (over) return { state: CheckoutState.CLOSED, paymentId: payment.id };
  if (!payment || clientSecret === '') return { state: CheckoutState.PENDING, paymentId: payment?.id ?? '' };
  return { state: CheckoutState.READY, paymentId: payment.id, provider: payment.provider, clientSecret, publishableKey };
}
