/** Whether a service can do its work now; a check that throws or hangs counts as no. */

/** Gives false, never an error, when the service is not ready. */
export type Ready = () => Promise<boolean>;

const CAP_MS = 1_000;

/** A check made safe: bounded to a second, errors count as not ready. */
export function readiness(check: () => Promise<boolean> | boolean): Ready {
  return async () => {
    const { promise: timeUp, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), CAP_MS);
    const checked = Promise.resolve().then(check).catch(() => false);
    try {
      return await Promise.race([checked, timeUp]);
    } finally {
      clearTimeout(timer);
    }
  };
}
