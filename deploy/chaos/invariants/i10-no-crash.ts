/** I10: nobody is answered with our mistakes, no process dies of its own, and none grows while it runs. */
import type { Call } from '../load/call-log.ts';
import type { Usage } from '../rig/usage.ts';
import type { Evidence, Invariant } from './evidence.ts';

/** What I10 looks at besides the customers' log. */
export interface Traces {
  /** What each process wrote, by name. */
  logs(): Promise<ReadonlyMap<string, string>>;
  readonly usage: readonly Usage[];
}

const OURS = new Set(['INTERNAL', 'UNKNOWN', 'DATA_LOSS', 'UNIMPLEMENTED']);
/** Node ends its last words with its version; the others are what our own last words say. */
const CRASHES = [/^Node\.js v\d+.*$/m, /unhandledRejection.*/, /uncaughtException.*/, /"level":"fatal".*/, /FATAL ERROR:.*/];

export const noCrash = ({ logs, usage }: Traces): Invariant => ({
  name: 'I10',
  meaning: 'No customer is told INTERNAL or UNKNOWN by Berth, no process ends by an uncaught error, and memory and open handles of processes that lived on stay flat.',
  async check({ calls }: Evidence) {
    return [...mistakes(calls), ...crashes(await logs()), ...growth(usage)];
  },
});

/** A failure without a reason is not Berth's answer but what the client made of a broken connection. */
function mistakes(calls: readonly Call[]): string[] {
  const told = calls.filter(({ code = '', reason = '' }) => OURS.has(code) && reason !== '');
  return [...Map.groupBy(told, ({ method, code, reason }) => `${method} was answered ${code} ${reason}`)].map(
    ([what, all]) => `${what}, ${all.length} times; the first at ${new Date(all[0]?.answered ?? 0).toISOString()}: ${all[0]?.message ?? ''}`,
  );
}

function crashes(logs: ReadonlyMap<string, string>): string[] {
  return [...logs].flatMap(([name, text]) =>
    CRASHES.flatMap((pattern) => {
      const match = text.match(pattern);
      return match === null ? [] : [`${name} wrote: ${text.slice(Math.max(0, (match.index ?? 0) - 600), (match.index ?? 0) + match[0].length)}`];
    }),
  );
}

/** Younger ones still warm up: the engine lets the heap grow for as long as there is memory. */
const LIVED_MS = 180_000;
const MORE_MEMORY_MB = 150;
const MORE_HANDLES = 40;

/** Compares the second quarter of a process's life with its last: the first is warming up. */
function growth(usage: readonly Usage[]): string[] {
  return [...Map.groupBy(usage, ({ name, pid }) => `${name} (${pid})`)].flatMap(([who, samples]) => {
    const [first, last] = [samples[0], samples.at(-1)];
    if (!first || !last || last.time - first.time < LIVED_MS) return [];
    const quarter = Math.floor(samples.length / 4);
    const early = samples.slice(quarter, 2 * quarter);
    const late = samples.slice(-quarter);
    const memory = median(late.map(({ rssMb }) => rssMb)) - median(early.map(({ rssMb }) => rssMb));
    const handles = median(late.map(({ handles: open }) => open)) - median(early.map(({ handles: open }) => open));
    return [
      ...(memory > MORE_MEMORY_MB ? [`${who} grew by ${Math.round(memory)} MB`] : []),
      ...(handles > MORE_HANDLES ? [`${who} has ${handles} more open handles than before`] : []),
    ];
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
