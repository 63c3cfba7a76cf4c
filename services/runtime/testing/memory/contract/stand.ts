/** What the contract of the tables runs on, Postgres or memory, and how its tests hold transactions open. */
import type { Database } from '../../../db/database.ts';
import type { Query } from '../../../db/query.ts';
import type { Address } from '../../../actor/anchors.ts';
import type { Store } from '../../../actor/types.ts';
import { newId } from '../../../ids.ts';
import type { RuntimeTables } from '../../../tables.ts';

/** A row with seats that one booking each may have; `label` is unique within a tenant. */
export interface Room {
  readonly id: string;
  readonly label: string;
  /** Who has which seat. */
  readonly seats: ReadonlyMap<number, string>;
}

/** Stretches of time that must not overlap in one lane. A calendar has no row of its own. */
export interface Diary {
  readonly id: string;
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  readonly id: string;
  readonly lane: number;
  readonly start: Date;
  readonly end: Date;
}

/** A process that uses the database. */
export interface StandClient {
  readonly database: Database;
  readonly tables: RuntimeTables;
  /** Its connections are gone, with all that it had open. */
  crash(): Promise<void>;
}

/** A database to connect to. */
export interface Ground extends AsyncDisposable {
  readonly tables: RuntimeTables;
  connect(): Promise<StandClient>;
  /** How many statements wait for a lock. */
  waiting(): Promise<number>;
}

export interface Stand extends Ground {
  readonly rooms: Store<Room>;
  readonly diaries: Store<Diary>;
}

/** Makes an empty database. */
export type OpenStand = () => Promise<Stand>;

export const TENANT = '018f0000-0000-7000-8000-00000000000a';
export const OTHER_TENANT = '018f0000-0000-7000-8000-00000000000b';
export const NOW = new Date('2027-03-01T09:00:00Z');

/** A moment so many seconds after `NOW`. */
export const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

/** A new key of `TENANT`. */
export const newAddress = (tenantId = TENANT): Address => ({ tenantId, key: { type: 'thing', id: newId() } });

/** A transaction that stays open. */
export interface Held<T> {
  /** What its work gave. */
  readonly result: T;
  /** For more statements in it. */
  readonly query: Query;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

class RolledBack extends Error {}

/** Longer than a slow machine takes to see that somebody waits, shorter than a statement may take. */
const PATIENCE_MS = 4_000;

/** Opens a transaction, does the work in it and leaves it open. Rejects with what the work throws. */
export async function hold<T>({ database, tables }: StandClient, work: (query: Query) => Promise<T>, tenants = [TENANT]): Promise<Held<T>> {
  const gate = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<{ result: T; query: Query }>();
  const over = database.write(tenants, async (query) => {
    await tables.batch.waitForLocks(query, PATIENCE_MS);
    opened.resolve({ result: await work(query), query });
    await gate.promise;
  });
  // Whoever holds the transaction learns of its end; until then an error, such as a crash, waits.
  over.catch(opened.reject);
  const { result, query } = await opened.promise;
  return {
    result,
    query,
    async commit() {
      gate.resolve();
      await over;
    },
    async rollback() {
      gate.reject(new RolledBack());
      await over.catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    },
  };
}

/** In a transaction of its own. */
export const once = <T>({ database, tables }: StandClient, work: (query: Query) => Promise<T>, tenants = [TENANT]): Promise<T> =>
  database.write(tenants, async (query) => {
    await tables.batch.waitForLocks(query, PATIENCE_MS);
    return work(query);
  });

/** Resolves when so many statements wait for a lock. */
export async function untilWaiting(stand: Stand, count = 1): Promise<void> {
  const deadline = performance.now() + 5_000;
  while ((await stand.waiting()) < count) {
    if (performance.now() > deadline) throw new Error(`nobody waits for a lock, ${count} should`);
    await new Promise(setImmediate);
  }
}

/** The `code` of what a promise rejects with; fails when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code;
    throw error;
  }
  throw new Error('it did not fail');
}

/** What a turn says that it needs of a diary. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

export const isWindow = (window: unknown): window is Window =>
  typeof window === 'object' && window !== null && 'from' in window && window.from instanceof Date && 'to' in window && window.to instanceof Date;
