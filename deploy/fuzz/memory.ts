/** Whether processes grew: the second quarter of what was seen of each against the last, for the first is warming up. */

export interface Sample {
  readonly name: string;
  readonly rssMb: number;
}

/** What the engine may still take for itself: its code gets faster and larger for a while. */
const MORE_MB = 80;
const FEWEST = 20;

/** A line for each process that grew. Too few samples say nothing. */
export function grown(samples: readonly Sample[]): string[] {
  return [...Map.groupBy(samples, ({ name }) => name)].flatMap(([name, seen]) => {
    if (seen.length < FEWEST) return [];
    const quarter = Math.floor(seen.length / 4);
    const more = middle(seen.slice(-quarter)) - middle(seen.slice(quarter, 2 * quarter));
    return more > MORE_MB ? [`the ${name} process grew by ${Math.round(more)} MB`] : [];
  });
}

const middle = (samples: readonly Sample[]): number => samples.map(({ rssMb }) => rssMb).toSorted((one, other) => one - other)[Math.floor(samples.length / 2)] ?? 0;
