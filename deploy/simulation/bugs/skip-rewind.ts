/** Planted: the relay believes every acknowledgement of the broker for ever. */
import type { Bug } from './bug.ts';

export const skipRewind: Bug = {
  name: 'skip-rewind',
  about: 'events that the broker lost after it had acknowledged them are never published again',
  relay: { rewind: false },
};
