/** When a calm world has come to rest, and what still moves when it has not. */
import { committedRows } from '#runtime/testing/memory/runtime-rows.ts';
import type { Journal } from '../journal.ts';
import { bookings } from '../booking/stores.ts';
import { payments } from '../payment/stores.ts';
import type { ServiceName, World } from '../world.ts';
import { COMPLETE } from '../../../services/booking/actors/booking-turn.ts';
import { OVER } from '../../../services/booking/actors/waitlist-turn.ts';
import { lostEvents } from './events.ts';
import { isOpen } from '../../../services/payment/domain/payment.ts';

/** What is not finished, by name; nothing when the world is at rest. */
export function unrest(world: World, journal: Journal, completions?: 'with completions'): string[] {
  const found = stir(world, journal);
  const note = (count: number, what: string): void => void (count > 0 && found.push(`${count} ${what}`));
  for (const service of SERVICES) note(pendingEffects(world, service, completions).length, `effects of ${service}`);
  note(bookings.committed(world.databases.booking).values.filter(({ value }) => value.status === 'pending').length, 'pending bookings');
  note(payments.committed(world.databases.payment).values.filter(({ value }) => isOpen(value)).length, 'open payments');
  return found;
}

/** How long nothing will happen in a world that is not at rest, because all that is left waits for its time; 0 when something stirs. */
export function idleMs(world: World, restless: readonly string[]): number {
  if (restless.some((what) => !WAITS.test(what))) return 0;
  const dues = SERVICES.flatMap((service) => pendingEffects(world, service)).map(({ due }) => due.getTime());
  return dues.length === 0 ? 0 : Math.max(0, Math.min(...dues) - world.databases.now());
}

/** What may only wait for its time, as `unrest` names it. */
const WAITS = /^\d+ (effects|pending|open) /;

const SERVICES = ['booking', 'payment'] as const;

/** Bookings are completed after their day, and waits end with it, which not every seed sees. */
const WITH_THE_DAY: ReadonlySet<string> = new Set([COMPLETE, OVER]);

const pendingEffects = (world: World, service: ServiceName, completions?: 'with completions') =>
  committedRows(world.databases[service]).effects().filter(({ name }) => completions !== undefined || !WITH_THE_DAY.has(name));

/** What goes on by itself, whatever the time is. */
function stir(world: World, journal: Journal): string[] {
  const found: string[] = [];
  const note = (count: number, what: string): void => void (count > 0 && found.push(`${count} ${what}`));
  note(journal.open, 'customers');
  note(world.post.open, 'webhooks');
  note(world.broker.open(), 'deliveries');
  // Each service reads the other's events, and booking its own; a consumer that was deleted comes back when a process notices.
  note(3 - world.broker.consumers(), 'consumers that are missing');
  for (const service of SERVICES) {
    const rows = committedRows(world.databases[service]);
    note(rows.outbox().filter(({ published }) => !published).length, `unpublished events of ${service}`);
    note(lostEvents(world, service), `events of ${service} that the broker lost`);
    const parked = rows.effects().filter((effect) => effect.parked);
    if (parked.length > 0) found.push(`parked: ${parked.map(({ name, lastError }) => `${name} ${lastError ?? ''}`).join('; ')}`);
  }
  return found;
}
