/** A key has one reminder of a name, however often it is set; what is confirmed will be completed after its time, and nothing else. */
import { committedRows } from '#runtime/testing/memory/runtime-rows.ts';
import { COMPLETE } from '../../../services/booking/actors/booking-turn.ts';
import { completionOf } from '../../../services/booking/domain/complete.ts';
import { bookings } from '../booking/stores.ts';
import type { World } from '../world.ts';

export function checkReminders(world: World): void {
  for (const service of ['booking', 'payment'] as const) {
    const names = new Set<string>();
    for (const { kind, tenantId, keyType, key, name } of committedRows(world.databases[service]).effects()) {
      if (kind !== 'reminder') continue;
      const whole = `${tenantId}/${keyType}/${key}/${name}`;
      if (names.has(whole)) world.violate('I4', `${keyType} ${key} has two reminders ${name}`);
      names.add(whole);
    }
  }
}

/** For a world at rest. */
export function checkCompletions(world: World): void {
  const { booking } = world.databases;
  const told = committedRows(booking).effects().filter(({ name }) => name === COMPLETE).map(({ key, due }) => `${key} ${due.toISOString()}`);
  const confirmed = bookings.committed(booking).values.filter(({ value }) => value.status === 'confirmed').map(({ value }) => `${value.id} ${completionOf(value).toISOString()}`);
  for (const missing of confirmed.filter((line) => !told.includes(line))) world.violate('I4', `nothing completes booking ${missing}`);
  for (const extra of told.filter((line) => !confirmed.includes(line))) world.violate('I4', `a reminder completes what is not confirmed: ${extra}`);
}
