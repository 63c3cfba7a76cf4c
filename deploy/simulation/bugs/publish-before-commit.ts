/** Planted: events are published when they are written, not when they are committed. */
import type { Bug } from './bug.ts';

export const publishBeforeCommit: Bug = {
  name: 'publish-before-commit',
  about: 'others hear of what was rolled back',
  tables: (tables, { link }) => ({
    ...tables,
    records: {
      ...tables.records,
      async appendEvents(query, events, now) {
        await tables.records.appendEvents(query, events, now);
        for (const { subject, headers, payload } of events) void link.broker()?.publish({ subject, headers, payload }).catch(() => undefined);
      },
    },
  }),
};
