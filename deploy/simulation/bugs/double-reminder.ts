/** Planted: a reminder that is set again is one more reminder. */
import type { Bug } from './bug.ts';

export const doubleReminder: Bug = {
  name: 'double-reminder',
  about: 'a newer reminder does not replace the older one of its name',
  tables: (tables) => ({ ...tables, records: { ...tables.records, setReminders: (query, reminders, now) => tables.records.addEffects(query, reminders, now) } }),
};
