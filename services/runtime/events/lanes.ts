/** Work on one key runs one after the other, in the order of arrival; work on different keys runs side by side. */

export interface Lanes {
  /** Runs `work` after all earlier work on the key; its failure does not keep what follows. */
  run(key: string, work: () => Promise<void>): Promise<void>;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
}

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<void>>();
  return {
    run(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      const result = before.then(work);
      const tail = result
        .catch(() => undefined)
        .then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return result;
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
