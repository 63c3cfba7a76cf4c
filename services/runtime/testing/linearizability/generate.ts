/** Histories that are linearizable because they were made from an order: callers with delays before and after a true object. */
import type { Operation } from './history.ts';
import type { DeterministicModel } from './model.ts';

/** What a caller does next. Times are of any unit. */
export interface Step<I> {
  readonly caller: number;
  readonly input: I;
  /** From the caller's last return to this call, from the call to the effect, and from the effect to the return. */
  readonly pause: number;
  readonly before: number;
  readonly after: number;
  /** No reply: it has its effect, or has none. Whoever lost a reply goes on as somebody new. */
  readonly lost?: 'with effect' | 'without effect';
}

/** The history of one key, in the order of effects; the moments of a caller's operations never overlap. */
export function trueHistory<S, I, O>(model: DeterministicModel<S, I, O>, key: string, steps: readonly Step<I>[]): readonly Operation<I, O>[] {
  const clocks = new Map<number, number>();
  const lives = new Map<number, number>();
  const timed = steps.map((step) => {
    const called = (clocks.get(step.caller) ?? 0) + step.pause;
    const effect = called + step.before;
    const returned = effect + step.after;
    const life = lives.get(step.caller) ?? 0;
    clocks.set(step.caller, returned + 1);
    if (step.lost) lives.set(step.caller, life + 1);
    return { step, called, effect, returned, caller: life === 0 ? `caller ${step.caller}` : `caller ${step.caller}.${life}` };
  });
  timed.sort((a, b) => a.effect - b.effect);
  let state = model.init;
  return timed.map(({ step, called, returned, caller }) => {
    const asked = { key, caller, input: step.input, called };
    if (step.lost === 'without effect') return { ...asked, status: 'info' };
    const after = model.apply(state, step.input);
    state = after.state;
    return step.lost ? { ...asked, status: 'info' } : { ...asked, status: 'ok', output: after.output, returned };
  });
}
