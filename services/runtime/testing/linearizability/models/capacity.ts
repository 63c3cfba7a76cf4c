/** A session with a number of places: no more are claimed than there are, none is lost, and each belongs to one holder. */
import type { Operation } from '../history.ts';
import { deterministic } from '../model.ts';

export type CapacityInput =
  /** Takes `places` for a holder. A holder who has that many already keeps them: a repeat is no second claim. */
  | { readonly kind: 'claim'; readonly holder: string; readonly places: number }
  /** Gives back all places of a holder. A hold that may lapse by itself is a release without a reply, called when it is due. */
  | { readonly kind: 'release'; readonly holder: string }
  /** Gives the session another size, unless more places are claimed. */
  | { readonly kind: 'resize'; readonly places: number }
  /** How many places are left. */
  | { readonly kind: 'read' }
  /** Whether a holder has places. */
  | { readonly kind: 'holds'; readonly holder: string };

/** `true` and `false` for claim, release, resize and holds; the places left for a read. */
export type CapacityOutput = boolean | number;

/** Who has places, and how many are left. */
export interface Places {
  readonly left: number;
  readonly holders: ReadonlyMap<string, number>;
}
type Op = Operation<CapacityInput, CapacityOutput>;

/** A session of `places`, all free at first. */
export const capacity = (places: number) =>
  deterministic<Places, CapacityInput, CapacityOutput>({
    name: `session of ${places}`,
    init: { left: places, holders: new Map() },
    apply(state, input) {
      if (input.kind === 'read') return { state, output: state.left };
      if (input.kind === 'resize') return resize(state, input.places);
      const mine = state.holders.get(input.holder);
      if (input.kind === 'holds') return { state, output: mine !== undefined };
      if (input.kind === 'release') return mine === undefined ? { state, output: false } : { state: give(state, input.holder, mine), output: true };
      if (mine !== undefined) return { state, output: mine === input.places };
      return state.left < input.places ? { state, output: false } : { state: take(state, input.holder, input.places), output: true };
    },
    key: ({ left, holders }) => [String(left), ...[...holders].map(([holder, count]) => `${holder}:${count}`).sort()].join(' '),
    hasEffect: (operation) => operation.input.kind !== 'read' && operation.input.kind !== 'holds' && (operation.status === 'info' || operation.output === true),
    interchangeable,
    showInput: (input) => (input.kind === 'read' ? 'places left' : input.kind === 'claim' ? `claim ${input.places} for ${input.holder}` : input.kind === 'resize' ? `resize to ${input.places}` : `${input.kind} ${input.holder}`),
    showOutput: String,
  });

const take = ({ left, holders }: Places, holder: string, count: number): Places => ({ left: left - count, holders: new Map([...holders, [holder, count]]) });

const give = ({ left, holders }: Places, holder: string, count: number): Places => ({
  left: left + count,
  holders: new Map([...holders].filter(([name]) => name !== holder)),
});

function resize(state: Places, places: number): { readonly state: Places; readonly output: boolean } {
  const claimed = [...state.holders.values()].reduce((sum, count) => sum + count, 0);
  return places < claimed ? { state, output: false } : { state: { ...state, left: places - claimed }, output: true };
}

/** Reads count places and never name holders, so claims of as many places are alike unless something else about their holder is under way. */
function interchangeable(operations: readonly Op[]): (operation: Op) => string | undefined {
  const byHolder = Map.groupBy(operations, ({ input }) => ('holder' in input ? input.holder : ''));
  const groups = new Map<Op, string>();
  for (const [holder, own] of byHolder) {
    if (holder === '') continue;
    const claims = own.flatMap(({ input }) => (input.kind === 'claim' ? [input.places] : []));
    const [places] = new Set(claims);
    if (new Set(claims).size !== 1) continue;
    for (const operation of own) {
      if (operation.input.kind !== 'holds' && own.every((other) => other === operation || !touch(operation, other))) {
        groups.set(operation, `${operation.input.kind} ${places}`);
      }
    }
  }
  return (operation) => groups.get(operation);
}

const touch = (a: Op, b: Op): boolean => !before(a, b) && !before(b, a);

const before = (a: Op, b: Op): boolean => a.status === 'ok' && a.returned < b.called;
