/** What is to happen, by time; things of the same time in the order in which they were entered. A binary heap. */

/** Something at a time; `order` decides among those of the same. */
export interface Entry {
  readonly at: number;
  readonly order: number;
}

/** What is to happen; taking gives the earliest. */
export interface Agenda<E extends Entry> {
  readonly size: number;
  add(entry: E): void;
  /** Takes out what comes next. */
  take(): E | undefined;
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** An empty agenda. */
export function createAgenda<E extends Entry>(): Agenda<E> {
  const heap: E[] = [];

  function rise(index: number, entry: E): void {
    let hole = index;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = heap[above] as E;
      if (!isBefore(entry, parent)) break;
      heap[hole] = parent;
      hole = above;
    }
    heap[hole] = entry;
  }

  function sink(entry: E): void {
    let hole = 0;
    for (;;) {
      const left = 2 * hole + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && isBefore(heap[right] as E, heap[left] as E) ? right : left;
      if (!isBefore(heap[child] as E, entry)) break;
      heap[hole] = heap[child] as E;
      hole = child;
    }
    heap[hole] = entry;
  }

  return {
    get size() {
      return heap.length;
    },
    add(entry) {
      heap.push(entry);
      rise(heap.length - 1, entry);
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(last);
      return first;
    },
  };
}
