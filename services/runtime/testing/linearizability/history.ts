/**
 * Histories of what callers asked and were told: each operation has the moments of its call and of its return, and a reply
 * whose outcome nobody learned (`info`) has no return at all.
 */

interface Asked<I> {
  /** The resource; histories are checked one key at a time. */
  readonly key: string;
  /** Who asked, for the counterexample only. */
  readonly caller: string;
  readonly input: I;
  /** Any clock that never runs back, the same one for all callers. */
  readonly called: number;
}

/** An operation that was answered. A return and a call at the same moment count as concurrent. */
export interface Answered<I, O> extends Asked<I> {
  readonly status: 'ok';
  readonly output: O;
  readonly returned: number;
}

/** An operation of which nobody knows whether it happened: it may take effect at any time after its call, or never. */
export interface Unanswered<I> extends Asked<I> {
  readonly status: 'info';
}

export type Operation<I, O> = Answered<I, O> | Unanswered<I>;

/** What a call's end says: a reply, nothing (`info`), or that it surely did not happen (`fail`; such a call leaves no operation). */
export type Outcome<O> = { readonly status: 'ok'; readonly output: O } | { readonly status: 'info' } | { readonly status: 'fail' };

export interface Recorder<I, O> {
  /**
   * Makes a call and records it; never throws what the call throws. A caller that repeats a call under the same request id
   * puts all attempts inside one `record`.
   */
  record(key: string, caller: string, input: I, call: () => Promise<Outcome<O>>): Promise<Outcome<O>>;
  /** What was recorded so far; calls still under way are `info`. */
  operations(): readonly Operation<I, O>[];
}

/**
 * A recorder for callers of one process. The default clock counts calls and returns, so no two moments are equal;
 * several processes need one clock that they share.
 */
export function createRecorder<I, O>(clock: () => number = counter()): Recorder<I, O> {
  const ended: Operation<I, O>[] = [];
  const open = new Set<Unanswered<I>>();
  return {
    async record(key, caller, input, call) {
      const asked: Unanswered<I> = { status: 'info', key, caller, input, called: clock() };
      open.add(asked);
      const outcome = await call().catch((): Outcome<O> => ({ status: 'info' }));
      open.delete(asked);
      if (outcome.status === 'ok') ended.push({ ...asked, status: 'ok', output: outcome.output, returned: clock() });
      else if (outcome.status === 'info') ended.push(asked);
      return outcome;
    },
    operations: () => [...ended, ...open],
  };
}

function counter(): () => number {
  let last = 0;
  return () => (last += 1);
}
