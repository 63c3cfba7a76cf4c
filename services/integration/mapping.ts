/** Between Protobuf and the domain: the only file that knows both. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { BookingConfirmed } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { TrackedEventState, type TrackedEventSchema } from '#proto/berth/integration/v1/integration_pb.ts';
import type { Money as ProtoMoney } from '#proto/berth/type/v1/money_pb.ts';
import { toTypeId } from '../runtime/ids.ts';
import { money, type Money } from '../runtime/money.ts';
import type { Purchase } from './domain/tiktok-event.ts';
import type { TrackedEvent } from './domain/tracked-event.ts';

const STATES = {
  pending: TrackedEventState.PENDING,
  sent: TrackedEventState.SENT,
  failed: TrackedEventState.FAILED,
} as const satisfies Record<TrackedEvent['state'], TrackedEventState>;

export const toTrackedEvent = (event: TrackedEvent): MessageInitShape<typeof TrackedEventSchema> => ({
  id: toTypeId('trk', event.id),
  eventId: event.eventId,
  eventName: event.eventName,
  bookingId: toTypeId('bkg', event.bookingId),
  state: STATES[event.state],
  value: { amountMinor: event.value.minor, currencyCode: event.value.currency },
  requestJson: event.requestJson,
  providerRequestId: event.providerRequestId,
  ...(event.sent && { sendTime: timestampFromDate(event.sent) }),
});

const toMoney = (amount: ProtoMoney): Money => money(amount.amountMinor, amount.currencyCode);

/** The purchase in a confirmation; `undefined` when nothing was paid or the customer did not agree to be measured. */
export function toPurchase({ booking, attribution }: BookingConfirmed, time: Date): Purchase | undefined {
  const unitPrice = booking?.offering?.unitPrice;
  if (!attribution?.marketingConsent || !booking?.payment?.amount || !booking.offering || !unitPrice) return undefined;
  return {
    eventId: booking.payment.id,
    time,
    total: toMoney(booking.payment.amount),
    offering: { id: booking.offering.id, title: booking.offering.title, quantity: booking.partySize || 1, unitPrice: toMoney(unitPrice) },
    email: booking.customer?.email ?? '',
    phone: booking.customer?.phoneNumber ?? '',
    ttclid: attribution.ttclid,
    ttp: attribution.ttp,
    pageUrl: attribution.pageUrl,
    ipAddress: attribution.ipAddress,
    userAgent: attribution.userAgent,
    utm: {
      utm_source: attribution.utmSource,
      utm_medium: attribution.utmMedium,
      utm_campaign: attribution.utmCampaign,
      utm_term: attribution.utmTerm,
      utm_content: attribution.utmContent,
    },
  };
}
