/** Who serves which part of a booking: nobody two at once, found whenever there is such a choice among parts that overlap. */

/** One of the bookables that a booking takes: a span, and who could serve it, the preferred first. */
export interface Unit<T extends { readonly id: string }> {
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly T[];
}

/**
 * One candidate a unit, in the order of the units; `undefined` when there is no such choice. Augmenting paths (Kuhn 1955): whoever is in
 * use is taken over when the units that clash can be served by others. Who serves an earlier part is preferred for a later one.
 */
export function assign<T extends { readonly id: string }>(units: readonly Unit<T>[]): readonly T[] | undefined {
  const chosen: (T | undefined)[] = units.map(() => undefined);
  for (const unit of units.keys()) if (!place(units, chosen, unit, new Set())) return undefined;
  return chosen.filter((candidate) => candidate !== undefined);
}

type Chosen<T> = (T | undefined)[];

function place<T extends { readonly id: string }>(units: readonly Unit<T>[], chosen: Chosen<T>, unit: number, tried: Set<string>): boolean {
  for (const { candidate, clashing } of preferred(units, chosen, unit)) {
    const attempt = `${unit} ${candidate.id}`;
    if (tried.has(attempt)) continue;
    tried.add(attempt);
    const before = [...chosen];
    for (const other of clashing) chosen[other] = undefined;
    chosen[unit] = candidate;
    if (clashing.every((other) => place(units, chosen, other, tried))) return true;
    for (const [index, was] of before.entries()) chosen[index] = was;
  }
  return false;
}

/** Who serves another part already, then who is free, then who would have to be taken from another. */
function preferred<T extends { readonly id: string }>(units: readonly Unit<T>[], chosen: Chosen<T>, unit: number) {
  const wanted = units[unit];
  const ranked = (wanted?.candidates ?? []).map((candidate) => {
    const using = [...units.keys()].filter((other) => other !== unit && chosen[other]?.id === candidate.id);
    const clashing = using.filter((other) => overlap(units[other], wanted));
    return { candidate, clashing, rank: clashing.length > 0 ? 2 : using.length > 0 ? 0 : 1 };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank);
}

type Span = { readonly from: number; readonly to: number } | undefined;

const overlap = (a: Span, b: Span): boolean => a !== undefined && b !== undefined && a.from < b.to && b.from < a.to;
