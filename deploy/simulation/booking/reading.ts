/** How statements of booking's are given their meaning: what begins like this reads these rows, those of its tenants only. */
import type { ServerState } from '#runtime/testing/memory/server.ts';
import type { MemoryStore } from '#runtime/testing/memory/store.ts';
import type { Transaction } from '#runtime/testing/memory/transaction.ts';

export type Params = readonly unknown[];

/** A statement as it reaches the server. */
export interface Reading {
  readonly tx: Transaction;
  readonly server: ServerState;
  readonly params: Params;
}

/** How the text of a statement begins, and the rows that it gives back. */
export type Statement = readonly [start: string, rows: (reading: Reading) => object[]];

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The ids of a statement whose first parameter they are. */
export const idsIn = ([ids]: Params): readonly unknown[] => listOf(ids);

/** As row-level security lets a transaction see them. */
export const visible = <V extends { readonly tenantId: string }>({ visible: tenants }: Transaction, values: readonly V[]): readonly V[] =>
  values.filter(({ tenantId }) => tenants === undefined || tenants.has(tenantId));

/** What a store has, as the transaction sees it. */
export const all = <P>({ tx, server }: Reading, store: Pick<MemoryStore<P, unknown>, 'committed'>): readonly P[] =>
  visible(tx, store.committed({ state: server }).values).map(({ value }) => value);
