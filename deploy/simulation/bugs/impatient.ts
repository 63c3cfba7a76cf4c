/** Planted: an event does not wait for those before it. */
import type { Bug } from './bug.ts';

export const impatient: Bug = {
  name: 'impatient',
  about: 'an event passes those of its key that a replica has in its hands, or that come late',
  consumers: { patience: { gapMs: 0, unknownGapMs: 0 } },
};
