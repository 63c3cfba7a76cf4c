/** The runtime's tables on the memory server, for `tables` of mailbox, relay, consumers and effect worker. */
import type { RuntimeTables } from '../../tables.ts';
import { memoryActorTables } from './actor-tables.ts';
import { memoryDeadLetters, memoryPositions } from './consumers.ts';
import { memoryEffects } from './effects.ts';
import { memoryLeaderLock } from './leader.ts';
import { memoryOutbox } from './outbox.ts';

/** Holds nothing itself: the rows are those of the server that the database came from. */
export const memoryTables: RuntimeTables = {
  ...memoryActorTables,
  outbox: memoryOutbox,
  leader: memoryLeaderLock,
  effects: memoryEffects,
  positions: memoryPositions,
  deadLetters: memoryDeadLetters,
};
