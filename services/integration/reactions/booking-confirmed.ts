/** A paid booking of a customer who agreed to be measured is told to TikTok, once. */
import { BookingConfirmedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { derivedId, fromTypeId, tryTypeId } from '../../runtime/ids.ts';
import { trackedEventActor, trackedEventKey } from '../actors/tracked-event.actor.ts';
import { completePaymentBody, type TikTokSettings } from '../domain/tiktok-event.ts';
import { sendToTikTok } from '../effects/send-to-tiktok.ts';
import { toPurchase } from '../mapping.ts';

export const bookingConfirmed = (settings: TikTokSettings) =>
  reaction({
    event: BookingConfirmedSchema,
    standsAlone: true,
    actor: trackedEventActor,
    route(event, _, { time }) {
      const purchase = toPurchase(event, time);
      return purchase ? [trackedEventKey(derivedId('tiktok', purchase.eventId))] : [];
    },
    turn(turn, event, { time }) {
      const purchase = toPurchase(event, time);
      if (!purchase || turn.state) return;
      const requestJson = JSON.stringify(completePaymentBody(purchase, settings));
      turn.apply({
        events: [
          {
            type: 'asked',
            event: {
              id: derivedId('tiktok', purchase.eventId),
              eventId: purchase.eventId,
              eventName: 'CompletePayment',
              bookingId: fromTypeId('bkg', event.booking?.id ?? '', 'booking.id'),
              customerId: tryTypeId('usr', event.booking?.customer?.id ?? ''),
              state: 'pending',
              value: purchase.total,
              requestJson,
              providerRequestId: '',
              sent: undefined,
              error: '',
            },
          },
        ],
      });
      turn.effect(sendToTikTok, { requestJson });
    },
  });
