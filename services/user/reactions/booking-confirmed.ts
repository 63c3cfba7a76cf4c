/** Who agreed to be measured at the checkout has that written down with their other consents. */
import { BookingConfirmedSchema, type BookingConfirmed } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import { consentActor } from '../actors/consent.actor.ts';
import { checkoutConsentIdOf, consentKey } from '../privacy/keys.ts';

/** The page shows one text so far. */
const TEXT_VERSION = 'checkout-1';

const customerOf = ({ booking }: BookingConfirmed): string | undefined => tryTypeId('usr', booking?.customer?.id ?? '');

export const bookingConfirmed = reaction({
  event: BookingConfirmedSchema,
  standsAlone: true,
  actor: consentActor,
  route: (event, _, { key }) => (event.attribution?.marketingConsent && customerOf(event) ? [consentKey(checkoutConsentIdOf(key))] : []),
  turn(turn, event, { key, time }) {
    const userId = customerOf(event);
    if (!userId || turn.state) return;
    turn.apply({
      events: [{ id: checkoutConsentIdOf(key), userId, purpose: 'measurement', granted: true, textVersion: TEXT_VERSION, source: 'checkout', bookingId: key, time }],
    });
  },
});
