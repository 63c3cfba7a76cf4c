/** I3 and I6: the provider's books and ours agree, and money was kept for confirmed bookings only. */
import { bookings } from '../booking/stores.ts';
import { payments } from '../payment/stores.ts';
import { paymentOf, type Intent } from '../payment/provider.ts';
import type { World } from '../world.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import type { Payment } from '../../../services/payment/domain/payment.ts';
import { refunded } from '../../../services/payment/domain/refund.ts';

const givenBack = ({ refunds }: Intent): bigint => refunds.reduce((sum, { amount, status }) => (status === 'succeeded' ? sum + BigInt(amount) : sum), 0n);

export function checkMoney(world: World): void {
  const intents = [...world.till.provider.intents.values()];
  const ours = payments.committed(world.databases.payment).values.map(({ value }) => value);
  const booked = new Map(bookings.committed(world.databases.booking).values.map(({ value }) => [value.id, value]));
  for (const intent of intents) {
    if (intent.status === 'requires_capture') world.violate('I6', `${intent.id} still has a card's money reserved`);
    if (intent.received > 0 && !ours.some(({ id }) => id === paymentOf(intent))) world.violate('I3', `${intent.id} was captured and no payment knows of it`);
  }
  for (const payment of ours) {
    const mine = intents.filter((intent) => paymentOf(intent) === payment.id);
    if (mine.length > 1) world.violate('I3', `payment ${payment.id} has ${mine.length} intents at the provider`);
    checkBooks(world, payment, mine);
    const booking = booked.get(payment.payable.id);
    if (!booking) world.violate('I3', `payment ${payment.id} is for a booking that does not exist`);
    else checkKept(world, payment, booking);
  }
}

function checkBooks(world: World, payment: Payment, intents: readonly Intent[]): void {
  const received = intents.reduce((sum, intent) => sum + BigInt(intent.received), 0n);
  const back = intents.reduce((sum, intent) => sum + givenBack(intent), 0n);
  if (received !== payment.captured.minor) world.violate('I3', `payment ${payment.id}: the provider took ${received}, our books say ${payment.captured.minor}`);
  if (back !== refunded(payment).minor) world.violate('I3', `payment ${payment.id}: the provider gave back ${back}, our books say ${refunded(payment).minor}`);
}

function checkKept(world: World, payment: Payment, booking: Booking): void {
  const kept = payment.captured.minor - refunded(payment).minor;
  if (booking.status === 'confirmed') {
    if (booking.paymentRequired && payment.captured.minor === 0n) world.violate('I3', `booking ${booking.id} is confirmed and nothing was captured`);
    if (booking.payment && booking.payment.id !== payment.id) world.violate('I3', `booking ${booking.id} is paid by another payment than its own`);
  } else if (kept > 0n) world.violate('I6', `booking ${booking.id} is ${booking.status} and ${kept} of its money was kept`);
}
