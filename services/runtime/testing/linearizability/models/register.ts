/** One value that is written, read, and exchanged when it is what the caller expects. */
import { deterministic } from '../model.ts';

export type RegisterInput =
  | { readonly kind: 'write'; readonly value: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'exchange'; readonly expected: number; readonly value: number };

/** The value that a read saw; whether an exchange took place; `true` for a write. */
export type RegisterOutput = number | boolean;

/** A register that begins at `initial`. */
export const register = (initial = 0) =>
  deterministic<number, RegisterInput, RegisterOutput>({
    name: 'register',
    init: initial,
    apply(state, input) {
      if (input.kind === 'read') return { state, output: state };
      if (input.kind === 'write') return { state: input.value, output: true };
      return state === input.expected ? { state: input.value, output: true } : { state, output: false };
    },
    key: String,
    hasEffect: ({ input, ...reply }) => input.kind === 'write' || (input.kind === 'exchange' && !(reply.status === 'ok' && reply.output === false)),
    showInput: (input) => (input.kind === 'read' ? 'read' : input.kind === 'write' ? `write ${input.value}` : `exchange ${input.expected} for ${input.value}`),
    showOutput: String,
  });
