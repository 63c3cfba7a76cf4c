/** Session locks in memory: one connection has a lock until it closes or breaks. */
import type { Clock } from '../../clock.ts';
import type { LeaderLock } from '../../events/leadership.ts';
import { connectionOf, run, type Connection } from './connection.ts';

export interface SessionLocks {
  take(connection: Connection, lock: number): boolean;
  release(connection: Connection): void;
}

export function createSessionLocks(clock: Clock): SessionLocks {
  const holders = new Map<number, Connection>();
  const isDead = ({ halfOpenUntil }: Connection): boolean => halfOpenUntil !== undefined && halfOpenUntil <= clock.now().getTime();
  return {
    take(connection, lock) {
      const holder = holders.get(lock);
      if (holder && holder !== connection && !isDead(holder)) return false;
      holders.set(lock, connection);
      return true;
    },
    release(connection) {
      for (const [lock, holder] of holders) if (holder === connection) holders.delete(lock);
    },
  };
}

export const memoryLeaderLock: LeaderLock = {
  prepare: async () => undefined,
  tryTake(query, lock) {
    const connection = connectionOf(query);
    return run(query, 'leader.take', () => connection.server.sessionLocks.take(connection, lock));
  },
};
