/**
 * Decides whether one object's history is linearizable, within a bound on the configurations it visits; never guesses.
 *
 * The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", JPDC 17, 1993): take any operation that
 * nobody's return precedes, ask the sequential model, go on with the rest, go back where that leads nowhere. Lowe's addition
 * ("Testing for linearizability", CCPE 29, 2017) is to remember configurations, the set of operations taken and the state they
 * led to, and to enter none twice. Two shortcuts keep the answer and save most of the search: a reply that is right here and
 * belongs to an operation that never changes anything is taken at once, without alternatives, since whatever order works with
 * it later works with it now; and of operations that can stand in for each other (`Model.interchangeable`) only the one that
 * returned first is tried.
 */
import type { Operation } from './history.ts';
import type { Model } from './model.ts';

/** An operation with its moments as positions in the order of all moments; without a return it need not be taken. */
export interface Entry<I, O> {
  readonly operation: Operation<I, O>;
  readonly call: number;
  /** `Infinity` for what never returned. */
  readonly return: number;
}

export type SearchResult<S, I, O> =
  | { readonly found: 'order'; readonly order: readonly Entry<I, O>[]; readonly state: S; readonly configurations: number }
  | { readonly found: 'none'; readonly configurations: number }
  | { readonly found: 'bound'; readonly configurations: number };

/** Operations in the order of their calls. Of moments that are equal, calls come first: what touches is concurrent. */
export function toEntries<I, O>(operations: readonly Operation<I, O>[]): readonly Entry<I, O>[] {
  const moments = operations.flatMap((operation, index) => [
    { at: operation.called, rank: 0, index },
    ...(operation.status === 'ok' ? [{ at: operation.returned, rank: 1, index }] : []),
  ]);
  moments.sort((a, b) => a.at - b.at || a.rank - b.rank || a.index - b.index);
  const calls = new Map<number, number>();
  const returns = new Map<number, number>();
  for (const [position, { rank, index }] of moments.entries()) (rank === 0 ? calls : returns).set(index, position);
  return operations
    .map((operation, index) => ({ operation, call: calls.get(index) ?? 0, return: returns.get(index) ?? Infinity }))
    .sort((a, b) => a.call - b.call);
}

interface Candidate<S> {
  readonly index: number;
  readonly state: S;
  readonly hasEffect: boolean;
}

interface Urgent<S> extends Candidate<S> {
  readonly until: number;
}

/** A configuration on the way: what can be taken next, what was taken to leave it, and the state in it. */
interface Level<S> {
  readonly state: S;
  readonly choices: readonly Candidate<S>[];
  tried: number;
}

/** Finds an order that explains every reply, or that there is none; `bound` after `maxConfigurations`. */
export function search<S, I, O>(
  model: Model<S, I, O>,
  entries: readonly Entry<I, O>[],
  { maxConfigurations, groupOf }: { readonly maxConfigurations: number; readonly groupOf: (operation: Operation<I, O>) => string | undefined },
): SearchResult<S, I, O> {
  const taken = createTaken(entries);
  const seen = new Set<string>();
  const levels: Level<S>[] = [];
  const order: number[] = [];
  const enter = (state: S): void => void levels.push({ state, choices: choicesAt(model, entries, taken, state, groupOf), tried: 0 });
  enter(model.init);
  for (let configurations = 1; ; ) {
    const level = levels.at(-1);
    if (!level) return { found: 'none', configurations };
    if (taken.complete()) return { found: 'order', order: order.flatMap((index) => entries[index] ?? []), state: level.state, configurations };
    const choice = level.choices[level.tried];
    if (!choice) {
      levels.pop();
      const last = order.pop();
      if (last !== undefined) taken.remove(last);
      continue;
    }
    level.tried += 1;
    taken.add(choice.index);
    if (choice.hasEffect) {
      const configuration = `${taken.key()} ${model.key(choice.state)}`;
      if (seen.has(configuration)) {
        taken.remove(choice.index);
        continue;
      }
      seen.add(configuration);
      configurations += 1;
      if (configurations > maxConfigurations) return { found: 'bound', configurations };
    }
    order.push(choice.index);
    enter(choice.state);
  }
}

/** What may come next, the most urgent first: what has no effect alone, otherwise one of each group. */
function choicesAt<S, I, O>(
  model: Model<S, I, O>, entries: readonly Entry<I, O>[], taken: Taken, state: S, groupOf: (operation: Operation<I, O>) => string | undefined,
): readonly Candidate<S>[] {
  const candidates: Urgent<S>[] = [];
  const groups = new Map<string, Urgent<S>>();
  for (const index of taken.open()) {
    const entry = entries[index];
    if (!entry) continue;
    const group = groupOf(entry.operation);
    const rival = group === undefined ? undefined : groups.get(group);
    if (rival && rival.until <= entry.return) continue;
    const { ok, state: next } = model.step(state, entry.operation);
    if (!ok || (next === state && entry.return === Infinity)) continue;
    const hasEffect = model.hasEffect(entry.operation);
    if (!hasEffect && entry.return !== Infinity) return [{ index, state, hasEffect }];
    if (!hasEffect) continue;
    const candidate = { index, state: next, hasEffect, until: entry.return };
    if (group === undefined) candidates.push(candidate);
    else groups.set(group, candidate);
  }
  return [...candidates, ...groups.values()].sort((a, b) => (a.until === b.until ? a.index - b.index : a.until - b.until));
}

/** The operations taken so far. */
interface Taken {
  add(index: number): void;
  remove(index: number): void;
  /** Whether everything that returned is taken. */
  complete(): boolean;
  /** What is not taken and was called before the first open return, in the order of calls. */
  open(): Iterable<number>;
  /** The set as text, short as long as it has no early gaps: operations before the first open one are all taken. */
  key(): string;
}

function createTaken(entries: readonly Entry<unknown, unknown>[]): Taken {
  const done = new Uint8Array(entries.length);
  const required = entries.flatMap((entry, index) => (entry.return === Infinity ? [] : [index]));
  const optional = entries.flatMap((entry, index) => (entry.return === Infinity ? [index] : []));
  const byReturn = required.toSorted((a, b) => (entries[a]?.return ?? 0) - (entries[b]?.return ?? 0));
  const rank = new Map(byReturn.map((index, position) => [index, position]));
  const place = new Map(required.map((index, position) => [index, position]));
  let open = required.length;
  let firstReturn = 0;
  let firstOpen = 0;
  const settle = (): void => {
    while (done[byReturn[firstReturn] ?? -1] === 1) firstReturn += 1;
    while (done[required[firstOpen] ?? -1] === 1) firstOpen += 1;
  };
  const mark = (index: number, value: 0 | 1): void => {
    done[index] = value;
    if (!place.has(index)) return;
    open += value === 1 ? -1 : 1;
    firstReturn = Math.min(firstReturn, rank.get(index) ?? 0);
    firstOpen = Math.min(firstOpen, place.get(index) ?? 0);
    settle();
  };
  const limit = (): number => entries[byReturn[firstReturn] ?? -1]?.return ?? Infinity;
  return {
    add: (index) => mark(index, 1),
    remove: (index) => mark(index, 0),
    complete: () => open === 0,
    *open() {
      const until = limit();
      const callOf = (index: number): number => entries[index]?.call ?? Infinity;
      for (let at = firstOpen; at < required.length && callOf(required[at] ?? -1) < until; at += 1) {
        const index = required[at] ?? -1;
        if (done[index] === 0) yield index;
      }
      for (const index of optional) {
        if (callOf(index) > until) return;
        if (done[index] === 0) yield index;
      }
    },
    key() {
      const until = limit();
      let text = `${firstOpen}.`;
      for (let at = firstOpen; at < required.length && (entries[required[at] ?? -1]?.call ?? Infinity) < until; at += 1) text += done[required[at] ?? -1];
      text += '.';
      for (const index of optional) if (done[index] === 1) text += `${index},`;
      return text;
    },
  };
}
