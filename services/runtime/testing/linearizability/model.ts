/** What an object would do if callers came one after the other: the measure of a concurrent history. */
import { isDeepStrictEqual } from 'node:util';
import type { Operation } from './history.ts';

export interface Model<S, I, O> {
  readonly name: string;
  /** The state before the first operation. States are never changed in place. */
  readonly init: S;
  /**
   * The operation at this point: `ok` when its output is what the object would have answered. For an `info` operation `ok`
   * says whether it could have had an effect here. An operation without effect returns the very state it was given.
   */
  step(state: S, operation: Operation<I, O>): { readonly ok: boolean; readonly state: S };
  /** The whole state as text: two states are the same exactly when their texts are. */
  key(state: S): string;
  show(operation: Operation<I, O>): string;
  /**
   * Optional, and only ever saves time: operations of one name can stand in for each other. Exactly: when two of them are legal
   * at the same point, exchanging them leads to states that answer alike until both have returned, and all others alike for good.
   */
  interchangeable?(operations: readonly Operation<I, O>[]): (operation: Operation<I, O>) => string | undefined;
  /** Whether the operation, with the reply that it got, changes any state at all. In doubt `true`, which only costs time. */
  hasEffect(operation: Operation<I, O>): boolean;
  /** Optional: parts of one key's history that cannot influence each other, checked one by one. */
  split?(operations: readonly Operation<I, O>[]): readonly (readonly Operation<I, O>[])[];
}

/** A model whose object has exactly one right answer at each point. */
export interface DeterministicModel<S, I, O> extends Model<S, I, O> {
  apply(state: S, input: I): { readonly state: S; readonly output: O };
}

/** Turns an executable description of an object into a model: an output is right when it is what `apply` answers. */
export function deterministic<S, I, O>(
  description: Omit<DeterministicModel<S, I, O>, 'step' | 'show'> & { showInput(input: I): string; showOutput(output: O): string },
): DeterministicModel<S, I, O> {
  const { apply, showInput, showOutput } = description;
  return {
    ...description,
    step(state, operation) {
      const after = apply(state, operation.input);
      return { ok: operation.status === 'info' || same(after.output, operation.output), state: after.state };
    },
    show: (operation) => `${showInput(operation.input)} → ${operation.status === 'ok' ? showOutput(operation.output) : 'no reply'}`,
  };
}

const same = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'object' && typeof b === 'object' && isDeepStrictEqual(a, b));
