/** Planted: nobody remembers which events were taken in. */
import type { RequestScope } from '#runtime/actor/request-log.ts';
import type { Bug } from './bug.ts';

const isEvent = ({ method }: RequestScope): boolean => method.startsWith('event:');

export const forgetInbox: Bug = {
  name: 'forget-inbox',
  about: 'an event that is delivered again before its position was noted counts twice',
  tables: (tables) => ({
    ...tables,
    requestLog: {
      find: async (query, requests) => (await tables.requestLog.find(query, requests)).filter((entry) => !isEvent(entry)),
      async save(query, entries, now) {
        const kept = entries.filter((entry) => !isEvent(entry));
        return entries.length - kept.length + (await tables.requestLog.save(query, kept, now));
      },
    },
  }),
};
