/** Planted: anchors are read and not locked. */
import { memoryAnchorsWith } from '#runtime/testing/memory/actor-tables.ts';
import type { Bug } from './bug.ts';

export const dropLock: Bug = {
  name: 'drop-lock',
  about: 'turns on one key run side by side, because nobody locks its anchor',
  tables: (tables) => ({ ...tables, anchors: memoryAnchorsWith({ locked: false }) }),
};
