/**
 * Documents of one kind, by id, oldest first; what a failed transaction put is forgotten, what a finished one put
 * stays.
 */

export interface Document {
  readonly id: string;
}

export interface Table<T extends Document> {
  get(id: string): T | undefined;
  all(): T[];
  put(document: T): void;
  remove(id: string): void;
}

/** How the store drives a table; services of the sandbox only see `Table`. */
export interface StoredTable<T extends Document> extends Table<T> {
  readonly name: string;
  /** Puts a document read back from disk, or refuses one of another kind. */
  restore(document: unknown): boolean;
  forget(id: string): void;
  commit(): Change[];
  rollback(): void;
}

export type Change =
  { readonly table: string; readonly put: Document } | { readonly table: string; readonly remove: string };

export function createTable<T extends Document>(
  name: string,
  isOfKind: (value: unknown) => value is T,
): StoredTable<T> {
  const committed = new Map<string, T>();
  const staged = new Map<string, T | undefined>();
  return {
    name,
    get: (id) => (staged.has(id) ? staged.get(id) : committed.get(id)),
    all: () => (staged.size === 0 ? [...committed.values()] : [...overlay(committed, staged)]),
    put: (document) => void staged.set(document.id, document),
    remove: (id) => void staged.set(id, undefined),
    restore: (document) => isOfKind(document) && committed.set(document.id, document) !== undefined,
    forget: (id) => void committed.delete(id),
    rollback: () => staged.clear(),
    commit() {
      const changes: Change[] = [];
      for (const [id, document] of staged) {
        changes.push(document === undefined ? { table: name, remove: id } : { table: name, put: document });
        if (document === undefined) committed.delete(id);
        else committed.set(id, document);
      }
      staged.clear();
      return changes;
    },
  };
}

function overlay<T>(committed: ReadonlyMap<string, T>, staged: ReadonlyMap<string, T | undefined>): T[] {
  const merged = new Map<string, T | undefined>([...committed, ...staged]);
  return [...merged.values()].filter((document) => document !== undefined);
}

/** Puts a document and drops the oldest beyond a number, so that an inbox left running for weeks stays small. */
export function keepNewest<T extends Document>(table: Table<T>, document: T, limit: number): void {
  table.put(document);
  const all = table.all();
  for (const old of all.slice(0, Math.max(0, all.length - limit))) table.remove(old.id);
}
