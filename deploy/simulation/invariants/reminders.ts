/** A key has one reminder of a name, however often it is set. */
import { committedRows } from '#runtime/testing/memory/runtime-rows.ts';
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
