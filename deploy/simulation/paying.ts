/** How customers pay: soon or about when the hold ends, perhaps after their card was declined, and now and then the authorisation is lost again. */
import { paymentIdOf } from '../../services/payment/keys.ts';
import type { World } from './world.ts';

/** Pays for a booking, once there is something to pay; `kind` is what the customer is like. */
export async function pay(world: World, bookingId: string, kind: string): Promise<void> {
  const { random } = world.scheduler;
  const intent = await world.till.payable(paymentIdOf(bookingId), 60_000);
  if (!intent) return;
  const { provider } = world.till;
  // About when the hold ends, on either side.
  await world.sleep(kind === 'pays late' || kind === 'wants more time' ? random.between(40_000, 90_000) : random.between(100, 8_000));
  if (kind === 'declined first') {
    provider.pay(intent.id, false);
    await world.sleep(random.between(1_000, 10_000));
  }
  world.scheduler.note(`the customer pays ${intent.id}`);
  if (provider.pay(intent.id, true) && random.chance(0.05)) {
    await world.sleep(random.between(0, 2_000));
    provider.dropAuthorization(intent.id);
  }
}
