/** I17: a booking costs what was chosen costs, for each place: a variant at its own price, or at the offering's where it has none. */
import { fromTypeId } from '#runtime/ids.ts';
import { bookings } from '../booking/stores.ts';
import type { Choice, Journal } from '../journal.ts';
import type { World } from '../world.ts';

export function checkPrices(world: World, { wishes }: Journal): void {
  const all = new Map(bookings.committed(world.databases.booking).values.map(({ value }) => [value.id, value]));
  for (const { booking, choice, partySize } of wishes) {
    const kept = booking && all.get(fromTypeId('bkg', booking.id, 'booking.id'));
    if (!kept) continue;
    const price = priceOf(choice, partySize);
    const sold = kept.lines.map(({ id }) => id).join(' + ');
    const chosen = [choice.variant ?? choice.offering, ...choice.addOns].map(({ id }) => id).join(' + ');
    if (sold !== chosen) world.violate('I17', `booking ${kept.id} is of ${sold}, chosen was ${chosen}`);
    if (kept.total.minor !== price) world.violate('I17', `booking ${kept.id} costs ${kept.total.minor}, what was chosen costs ${price}`);
  }
}

const priceOf = ({ offering, variant, addOns }: Choice, places: number): bigint =>
  (variant?.price ?? offering.price).minor * BigInt(places) + addOns.reduce((sum, { price }) => sum + price.minor, 0n);
