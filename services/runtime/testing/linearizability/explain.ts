/**
 * A refused history as text that a person can follow: the shortest beginning of it that no order explains, without the
 * answers that do not matter, an order that explains everything before its last reply, and the reply that cannot be placed.
 */
import type { Operation } from './history.ts';
import type { Model } from './model.ts';
import { search, toEntries, type Entry, type SearchResult } from './search.ts';

const LINES = 40;
const WIDTH = 400;

interface Refused<S, I, O> {
  readonly model: Model<S, I, O>;
  readonly maxConfigurations: number;
  readonly groupOf: (operation: Operation<I, O>) => string | undefined;
}

/** The beginning of a history that ends with a return, which cannot be explained. */
interface Beginning<I, O> {
  readonly entries: readonly Entry<I, O>[];
  readonly culprit: Entry<I, O>;
}

/** Why no order explains `operations`, which `search` has refused. */
export function explain<S, I, O>(operations: readonly Operation<I, O>[], refused: Refused<S, I, O>): string {
  const entries = toEntries(operations);
  const shortest = shortestBeginning(entries, refused);
  const { culprit, entries: kept } = without(shortest, refused);
  const before = search(refused.model, beginningBefore(kept, culprit), refused);
  return text(kept, culprit, before, refused.model, operations.length);
}

const byReturn = <I, O>(entries: readonly Entry<I, O>[]): readonly Entry<I, O>[] =>
  entries.filter((entry) => entry.return !== Infinity).toSorted((a, b) => a.return - b.return);

/** What had been called by `position`; what had not returned by then need not have happened, but if it did, its reply is known. */
const upTo = <I, O>(entries: readonly Entry<I, O>[], position: number): readonly Entry<I, O>[] =>
  entries.filter(({ call }) => call < position).map((entry) => (entry.return <= position ? entry : { ...entry, return: Infinity }));

const beginningBefore = <I, O>(entries: readonly Entry<I, O>[], culprit: Entry<I, O>): readonly Entry<I, O>[] => upTo(entries, culprit.return - 1);

/** A beginning that cannot be explained stays so however it goes on, so the shortest one is found by halving. */
function shortestBeginning<S, I, O>(entries: readonly Entry<I, O>[], refused: Refused<S, I, O>): Beginning<I, O> {
  const returns = byReturn(entries);
  let low = 0;
  let high = returns.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isRefused(upTo(entries, returns[middle]?.return ?? 0), refused)) high = middle;
    else low = middle + 1;
  }
  const culprit = returns[high];
  if (!culprit) throw new Error('A history without a reply is always linearizable; explain only what search refused.');
  return { entries: upTo(entries, culprit.return), culprit };
}

const isRefused = <S, I, O>(entries: readonly Entry<I, O>[], refused: Refused<S, I, O>): boolean =>
  search(refused.model, entries, refused).found === 'none';

/** Leaves out what is not needed for the refusal. Only what never has an effect may go: without it, no other reply is harder to explain. */
function without<S, I, O>({ entries, culprit }: Beginning<I, O>, refused: Refused<S, I, O>): Beginning<I, O> {
  let kept = entries;
  const quiet = entries.filter((entry) => entry.call !== culprit.call && !refused.model.hasEffect(entry.operation));
  for (let size = quiet.length; size >= 1 && quiet.length > 0; size = size >> 1) {
    for (let from = 0; from < quiet.length; from += size) {
      const gone = new Set(quiet.slice(from, from + size));
      const fewer = kept.filter((entry) => !gone.has(entry));
      if (fewer.length < kept.length && isRefused(fewer, refused)) kept = fewer;
    }
    if (quiet.length / size > 64) break;
  }
  return { entries: kept, culprit };
}

function text<S, I, O>(
  entries: readonly Entry<I, O>[], culprit: Entry<I, O>, before: SearchResult<S, I, O>, model: Model<S, I, O>, total: number,
): string {
  const line = (entry: Entry<I, O>): string => `  ${entry.operation.caller.padEnd(12)} ${span(entry).padEnd(18)} ${model.show(entry.operation)}`;
  const order = before.found === 'order' ? before.order : [];
  const placed = new Set(order.map(({ call }) => call));
  const open = entries.filter((entry) => entry.call !== culprit.call && !placed.has(entry.call));
  return [
    `${model.name} ${JSON.stringify(culprit.operation.key)}: no order explains this history of ${total} operations.`,
    `Shown are ${entries.length} of them, up to the first reply that cannot be placed; [call, return] are moments of the recorder's clock.`,
    ...(before.found === 'order'
      ? [`Everything before it is explained by this order:`, ...middleLeftOut(order.map(line)), `which leads to: ${shortened(model.key(before.state))}`]
      : ['The replies before it take longer to explain than the bound allows.', ...middleLeftOut(entries.map(line))]),
    `No place, here or earlier, explains:`,
    line(culprit),
    ...(open.length > 0 ? ['whatever these, which nothing before it needed, may have done:', ...middleLeftOut(open.map(line))] : []),
  ].join('\n');
}

const span = ({ operation }: Entry<unknown, unknown>): string => `[${operation.called}, ${operation.status === 'ok' ? operation.returned : '…'}]`;

const shortened = (state: string): string => (state.length <= WIDTH ? state : `${state.slice(0, WIDTH)} … (${state.length} characters)`);

function middleLeftOut(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES) return lines;
  return [...lines.slice(0, LINES / 2), `  … ${lines.length - LINES} more …`, ...lines.slice(-LINES / 2)];
}
