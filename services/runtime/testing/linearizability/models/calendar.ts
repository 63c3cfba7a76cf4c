/** The time of one resource: two claims never overlap, none is lost, and reads tell what is free. */
import { deterministic } from '../model.ts';

/** Half-open, in any unit. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type CalendarInput =
  /** Takes a span for a holder, who has one at most. A holder who has that span already keeps it. */
  | ({ readonly kind: 'claim'; readonly holder: string } & Span)
  /** Gives back a holder's span. A hold that may lapse by itself is a release without a reply, called when it is due. */
  | { readonly kind: 'release'; readonly holder: string }
  /** Which of the spans are free, all looked at in one moment: the slots of a list. */
  | { readonly kind: 'read'; readonly spans: readonly Span[] }
  /** Whether a holder has a span. */
  | { readonly kind: 'holds'; readonly holder: string };

/** `true` and `false` for claim, release and holds; for a read one boolean for each span. */
export type CalendarOutput = boolean | readonly boolean[];

type Claims = ReadonlyMap<string, Span>;

/** A calendar without claims at first. */
export const calendar = () =>
  deterministic<Claims, CalendarInput, CalendarOutput>({
    name: 'calendar',
    init: new Map(),
    apply(state, input) {
      if (input.kind === 'read') return { state, output: input.spans.map((span) => isFree(state, span)) };
      const mine = state.get(input.holder);
      if (input.kind === 'holds') return { state, output: mine !== undefined };
      if (input.kind === 'release') return mine === undefined ? { state, output: false } : { state: without(state, input.holder), output: true };
      if (mine !== undefined) return { state, output: mine.start === input.start && mine.end === input.end };
      return isFree(state, input) ? { state: new Map([...state, [input.holder, { start: input.start, end: input.end }]]), output: true } : { state, output: false };
    },
    key: (state) => [...state].map(([holder, { start, end }]) => `${holder}:${start}-${end}`).sort().join(' '),
    hasEffect: (operation) => operation.input.kind !== 'read' && operation.input.kind !== 'holds' && (operation.status === 'info' || operation.output === true),
    split,
    showInput: (input) =>
      input.kind === 'read' ? `free? ${input.spans.map(show).join(' ')}` : input.kind === 'claim' ? `claim ${show(input)} for ${input.holder}` : `${input.kind} ${input.holder}`,
    showOutput: String,
  });

const show = ({ start, end }: Span): string => `[${start}, ${end})`;

const isFree = (state: Claims, { start, end }: Span): boolean => [...state.values()].every((claim) => claim.end <= start || claim.start >= end);

const without = (state: Claims, holder: string): Claims => new Map([...state].filter(([name]) => name !== holder));

/**
 * Times that nothing connects are calendars of their own. Linearizability is local (Herlihy and Wing, TOPLAS 12, 1990), and an
 * operation touches one part only: its spans and all that its holder ever asked for are one.
 */
export function split<T extends { readonly input: CalendarInput | ({ readonly kind: 'move'; readonly holder: string } & Span) }>(operations: readonly T[]): readonly (readonly T[])[] {
  const spansOf = new Map<string, Span[]>();
  for (const { input } of operations) {
    if ('start' in input) spansOf.set(input.holder, [...(spansOf.get(input.holder) ?? []), input]);
  }
  const hulls = operations.map((operation) => ({ operation, hull: hullOf(operation.input.kind === 'read' ? operation.input.spans : (spansOf.get(operation.input.holder) ?? [])) }));
  hulls.sort((a, b) => (a.hull.start === b.hull.start ? 0 : a.hull.start - b.hull.start));
  const parts: { end: number; operations: T[] }[] = [];
  for (const { operation, hull } of hulls) {
    const last = parts.at(-1);
    if (last && hull.start < last.end) {
      last.operations.push(operation);
      last.end = Math.max(last.end, hull.end);
    } else parts.push({ end: hull.end, operations: [operation] });
  }
  return parts.map((part) => part.operations);
}

const hullOf = (spans: readonly Span[]): Span => ({ start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) });
