/** When a calm world has come to rest, and what still moves when it has not. */
import { committedRows } from '#runtime/testing/memory/runtime-rows.ts';
import type { Journal } from '../journal.ts';
import { bookings } from '../booking/stores.ts';
import { payments } from '../payment/stores.ts';
import type { World } from '../world.ts';
import { COMPLETE } from '../../../services/booking/actors/booking-turn.ts';
import { lostEvents } from './events.ts';
import { isOpen } from '../../../services/payment/domain/payment.ts';

/** What is not finished, by name; nothing when the world is at rest. */
export function unrest(world: World, journal: Journal): string[] {
  const found: string[] = [];
  const note = (count: number, what: string): void => void (count > 0 && found.push(`${count} ${what}`));
  note(journal.open, 'customers');
  note(world.post.open, 'webhooks');
  note(world.broker.open(), 'deliveries');
  // Each service reads the other's events; a consumer that was deleted comes back when a process notices.
  note(2 - world.broker.consumers(), 'consumers that are missing');
  for (const service of ['booking', 'payment'] as const) {
    const rows = committedRows(world.databases[service]);
    note(rows.outbox().filter(({ published }) => !published).length, `unpublished events of ${service}`);
    note(lostEvents(world, service), `events of ${service} that the broker lost`);
    const effects = rows.effects();
    // Bookings are completed after their day, which the simulation does not see: `reminders.ts` looks at those.
    note(effects.filter(({ name }) => name !== COMPLETE).length, `effects of ${service}`);
    const parked = effects.filter((effect) => effect.parked);
    if (parked.length > 0) found.push(`parked: ${parked.map(({ name, lastError }) => `${name} ${lastError ?? ''}`).join('; ')}`);
  }
  note(bookings.committed(world.databases.booking).values.filter(({ value }) => value.status === 'pending').length, 'pending bookings');
  note(payments.committed(world.databases.payment).values.filter(({ value }) => isOpen(value)).length, 'open payments');
  return found;
}
