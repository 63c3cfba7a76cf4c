/** A session with places and a line of those who wait for them: what becomes free goes to whoever came first and fits, and nobody gets past them. */
import type { Operation } from '../history.ts';
import type { Model } from '../model.ts';
import { capacity, type CapacityInput, type CapacityOutput, type Places } from './capacity.ts';

export type WaitlistInput =
  /** Of a session. A claim is of somebody who has not waited: while a party waits that would fit, nothing is left for them. */
  | CapacityInput
  /** Takes places that the holder lost, whoever waits: a payment that came late. */
  | { readonly kind: 'reclaim'; readonly holder: string; readonly places: number }
  /** Goes to the end of the line, while the places that are free would not do or are for somebody else. */
  | { readonly kind: 'join'; readonly holder: string; readonly places: number }
  /** Takes the places that a holder waits for: only ever for the first in the line whom the free places would do. */
  | { readonly kind: 'offer'; readonly holder: string }
  /** Goes out of the line. Who has been made an offer is not in it any more, and gives back its places by a release. */
  | { readonly kind: 'leave'; readonly holder: string }
  /** Whether a holder is in the line. */
  | { readonly kind: 'waits'; readonly holder: string };

/**
 * As for a session. A claim may also be refused for those who wait; both refusals are right where both are true. For a join the
 * position in the line, from 1, or `false`: there are places. For a reclaim, an offer, leaving and waiting whether it was so.
 */
export type WaitlistOutput = CapacityOutput | typeof FOR_THOSE_WHO_WAIT;

/** What a claim is told when the places that are free are for somebody in the line. */
export const FOR_THOSE_WHO_WAIT = 'for those who wait';

interface Waiter {
  readonly holder: string;
  readonly places: number;
}

interface State {
  readonly session: Places;
  /** Who waits, in the order in which they came. */
  readonly line: readonly Waiter[];
}

type Op = Operation<WaitlistInput, WaitlistOutput>;
type CapacityOp = Operation<CapacityInput, CapacityOutput>;

/** A step of the object: every right answer, and what it is afterwards. */
interface After {
  readonly outputs: readonly WaitlistOutput[];
  readonly state: State;
}

/** A session of `places`, all free at first, for which nobody waits. */
export function waitlist(places: number): Model<State, WaitlistInput, WaitlistOutput> {
  const session = capacity(places);
  return {
    name: `session of ${places} with a waitlist`,
    init: { session: session.init, line: [] },
    step(state, operation) {
      const { outputs, state: after } = next(session, state, operation.input);
      return { ok: operation.status === 'info' || outputs.includes(operation.output), state: after };
    },
    key: ({ session: held, line }) => [session.key(held), ...line.map(({ holder, places: party }) => `${holder}:${party}`)].join(' < '),
    hasEffect: (operation) => !isLook(operation.input) && (operation.status === 'info' || (operation.output !== false && operation.output !== FOR_THOSE_WHO_WAIT)),
    // Who waits makes holders unlike each other.
    interchangeable(operations) {
      const groupOf = operations.every(isPlain) ? session.interchangeable?.(operations) : undefined;
      return (operation) => (isPlain(operation) ? groupOf?.(operation) : undefined);
    },
    show: (operation) => `${showInput(operation.input)} → ${operation.status === 'ok' ? String(operation.output) : 'no reply'}`,
  };
}

function next(session: ReturnType<typeof capacity>, state: State, input: WaitlistInput): After {
  const { session: held, line } = state;
  const onSession = (asked: CapacityInput, left = line): After => {
    const { state: after, output } = session.apply(held, asked);
    return { outputs: [output], state: { session: after, line: left } };
  };
  const refused: After = { outputs: [false], state };
  const waiting = line.findIndex(({ holder }) => 'holder' in input && holder === input.holder);
  const others = line.filter((_, index) => index !== waiting);
  switch (input.kind) {
    case 'claim':
      return !held.holders.has(input.holder) && firstOf(state) ? { outputs: input.places > held.left ? [false, FOR_THOSE_WHO_WAIT] : [FOR_THOSE_WHO_WAIT], state } : onSession(input);
    case 'reclaim':
      return onSession({ ...input, kind: 'claim' });
    case 'join':
      return waiting >= 0 ? { outputs: [waiting + 1], state } : join(state, input);
    case 'offer': {
      const first = firstOf(state);
      return first?.holder === input.holder ? onSession({ ...first, kind: 'claim' }, others) : refused;
    }
    case 'leave':
      return waiting < 0 ? refused : { outputs: [true], state: { ...state, line: others } };
    case 'waits':
      return { outputs: [waiting >= 0], state };
    default:
      return onSession(input);
  }
}

/** Whose turn it is. */
const firstOf = ({ session, line }: State): Waiter | undefined => line.find(({ places }) => places <= session.left);

function join(state: State, { holder, places }: Waiter): After {
  if (places <= state.session.left && !firstOf(state)) return { outputs: [false], state };
  return { outputs: [state.line.length + 1], state: { ...state, line: [...state.line, { holder, places }] } };
}

const isLook = ({ kind }: WaitlistInput): boolean => kind === 'read' || kind === 'holds' || kind === 'waits';

const OF_A_SESSION: ReadonlySet<string> = new Set(['claim', 'release', 'resize', 'read', 'holds'] satisfies CapacityInput['kind'][]);

const isPlain = (operation: Op): operation is CapacityOp =>
  OF_A_SESSION.has(operation.input.kind) && !(operation.status === 'ok' && operation.output === FOR_THOSE_WHO_WAIT);

function showInput(input: WaitlistInput): string {
  if (input.kind === 'read') return 'places left';
  if (input.kind === 'resize') return `resize to ${input.places}`;
  return 'places' in input ? `${input.kind} ${input.places} for ${input.holder}` : `${input.kind} ${input.holder}`;
}
