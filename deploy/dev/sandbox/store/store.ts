/**
 * Tables whose transactions are all or nothing, in memory and, with a directory, on disk: one journal line per
 * transaction.
 */
import { Journal } from './journal.ts';
import type { Change, StoredTable, Document } from './table.ts';

export interface Store extends AsyncDisposable {
  /**
   * Runs synchronous work. If it throws, nothing it put remains; else all of it does, and `saved` resolves when the
   * journal has it. Callers answer the outside world only after `saved`.
   */
  transact<R>(work: () => R): { readonly result: R; readonly saved: Promise<void> };
}

export async function openStore(tables: readonly StoredTable<Document>[], file: string | undefined): Promise<Store> {
  const journal = file === undefined ? undefined : await Journal.open(file, (change) => restore(tables, change));
  await journal?.compact(tables.flatMap((table) => table.all().map((put) => ({ table: table.name, put }))));
  return {
    transact(work) {
      let result;
      try {
        result = work();
      } catch (error) {
        for (const table of tables) table.rollback();
        throw error;
      }
      const changes = tables.flatMap((table) => table.commit());
      return {
        result,
        saved: changes.length === 0 || journal === undefined ? Promise.resolve() : journal.append(changes),
      };
    },
    [Symbol.asyncDispose]: async () => journal?.close(),
  };
}

function restore(tables: readonly StoredTable<Document>[], change: Change): void {
  const table = tables.find((candidate) => candidate.name === change.table);
  if ('remove' in change) table?.forget(change.remove);
  else if (table !== undefined && !table.restore(change.put))
    throw new Error(`a document in the journal is no ${change.table}`);
}
