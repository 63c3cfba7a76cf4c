/** Joins calls that come while one is under way into the next one: under load many rows share a statement, without load none waits. */

/** A function of one item, out of one of many. `run` gives its results in the order of its items. */
export function coalesce<I, O>(run: (items: readonly I[]) => Promise<readonly O[]>): (item: I) => Promise<O> {
  interface Waiting {
    readonly item: I;
    readonly resolve: (result: O) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const results = await run(batch.map(({ item }) => item));
        if (results.length !== batch.length) throw new TypeError(`${batch.length} items gave ${results.length} results`);
        results.forEach((result, index) => batch[index]?.resolve(result));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void drain();
    });
}
