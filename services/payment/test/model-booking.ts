/** The booking's side in memory: holds a place, claims it for an authorised payment, or says why it cannot. */
import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import {
  BookingCancelledSchema, BookingClaimedSchema, BookingClaimRejectedSchema, BookingCreatedSchema, BookingExpiredSchema,
} from '#proto/berth/booking/v1/booking_events_pb.ts';
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { wanted } from '../domain/example.ts';
import { bookingCancelled } from '../reactions/booking-cancelled.ts';
import { bookingClaimRejected } from '../reactions/booking-claim-rejected.ts';
import { bookingClaimed } from '../reactions/booking-claimed.ts';
import { bookingCreated } from '../reactions/booking-created.ts';
import { bookingExpired } from '../reactions/booking-expired.ts';
import { createRouteToPayment } from '../reactions/route-to-payment.ts';
import { ACCOUNT, actor, type ModelPayment } from './model-payment.ts';

/** An event on its way to the payment: what its delivery does. */
type Delivery = (payment: ModelPayment) => void;

export interface ModelBooking {
  readonly outbox: Delivery[];
  status(): 'pending' | 'confirmed' | 'cancelled' | 'expired';
  /** The hold runs out. */
  expire(): void;
  /** Someone else takes the place, when it is free. */
  losePlace(): void;
  cancel(): void;
  /** Hears an event of the payment. */
  hear(type: string, final: boolean): void;
}

const booking = {
  id: toTypeId('bkg', wanted.payable.id),
  customer: { id: toTypeId('usr', wanted.customerId) },
  total: { amountMinor: wanted.amount.minor, currencyCode: 'EUR' },
  hold: { fence: 7n },
  checkout: CheckoutKind.SELF,
};
const paymentId = toTypeId('pay', wanted.id);
const nothing = { amountMinor: 0n, currencyCode: 'EUR' };

export function createModelBooking(): ModelBooking {
  let status: ReturnType<ModelBooking['status']> = 'pending';
  let claimed = false;
  let fence = 7n;
  let placeLost = false;
  const outbox: Delivery[] = [];

  const toPayment = createRouteToPayment();
  const reactions = {
    created: bookingCreated(actor, async () => ACCOUNT),
    claimed: bookingClaimed(actor),
    rejected: bookingClaimRejected(actor),
    cancelled: bookingCancelled(actor, toPayment),
    expired: bookingExpired(actor, toPayment, 30),
  };
  const message = <D extends DescMessage>(schema: D, init: MessageInitShape<D>) => create(schema, init);
  outbox.push((payment) => payment.react(reactions.created, message(BookingCreatedSchema, { booking, paymentRequired: true }), ACCOUNT));

  function end(next: 'cancelled' | 'expired', refund = nothing): void {
    status = next;
    claimed = false;
    if (next === 'expired') outbox.push((payment) => payment.react(reactions.expired, message(BookingExpiredSchema, { booking }), undefined));
    else outbox.push((payment) => payment.react(reactions.cancelled, message(BookingCancelledSchema, { booking: { ...booking, reason: 'off' }, refund }), undefined));
  }

  function reject(): void {
    outbox.push((payment) => payment.react(reactions.rejected, message(BookingClaimRejectedSchema, { booking, paymentId, reason: 'The place is gone' }), undefined));
  }

  /** True when the place is pinned for the payment. */
  function claim(): boolean {
    if (status === 'confirmed' || (status === 'pending' && claimed)) return true;
    if (status === 'cancelled' || placeLost) return reject(), false;
    if (status === 'expired') fence += 1n;
    status = 'pending';
    claimed = true;
    const carried = fence;
    outbox.push((payment) => payment.react(reactions.claimed, message(BookingClaimedSchema, { booking, paymentId, fence: carried }), undefined));
    return true;
  }

  return {
    outbox,
    status: () => status,
    expire: () => void (status === 'pending' && !claimed && end('expired')),
    losePlace: () => void (placeLost ||= status === 'expired'),
    cancel() {
      if (status === 'confirmed') end('cancelled', booking.total);
      else if (status === 'pending' && !claimed) end('cancelled');
    },
    hear(type, final) {
      if (type === 'PaymentAuthorized') claim();
      if (type === 'PaymentSucceeded' && claim()) status = 'confirmed';
      if ((type === 'PaymentCancelled' || (type === 'PaymentFailed' && final)) && status === 'pending') end('cancelled');
    },
  };
}
