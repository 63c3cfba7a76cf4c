/** Planted: who comes along is answered, and written nowhere. */
import type { Booking } from '../../../services/booking/domain/booking.ts';
import type { Bug } from './bug.ts';
import { onStore } from './on-store.ts';

export const unwrittenNames: Bug = {
  name: 'unwritten-names',
  about: 'a booking is stored without the names of those who come along',
  actor: onStore('booking', (store) => ({
    ...store,
    save: (query, changes) => store.save(query, changes.map((change) => ({ ...change, after: change.after === undefined ? undefined : { ...(change.after as Booking), attendees: [] } }))),
  })),
};
