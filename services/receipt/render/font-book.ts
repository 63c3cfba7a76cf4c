/** Which font prints which character: Inter where it can, BIZ UDPGothic for Japanese; each file is read only when it is needed. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export type Weight = 'regular' | 'bold';

/** A stretch of text that one font file prints. */
export interface Run {
  readonly font: string;
  readonly text: string;
}

interface Family {
  readonly package: string;
  readonly weights: Readonly<Record<Weight, number>>;
  /** Subsets in order of preference; all of the package's when absent. */
  readonly subsets?: readonly string[];
}

interface Subset {
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly files: Readonly<Record<Weight, string>>;
}

const FAMILIES: readonly Family[] = [
  {
    package: 'inter',
    weights: { regular: 400, bold: 600 },
    subsets: ['latin', 'latin-ext', 'vietnamese', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext'],
  },
  { package: 'biz-udpgothic', weights: { regular: 400, bold: 700 } },
];

/** Printed for what no font has. */
const UNKNOWN = '□';

const require = createRequire(import.meta.url);
const subsets: readonly Subset[] = FAMILIES.flatMap(readFamily);
const subsetOfCodePoint = new Map<number, Subset | undefined>();

/** Cuts a text into runs. Pictographs are left out, other characters that no font has become a box. */
export function toRuns(text: string, weight: Weight): Run[] {
  const runs: { font: string; text: string }[] = [];
  for (const character of printable(text)) {
    const known = subsetOf(character);
    const subset = known ?? subsetOf(UNKNOWN);
    if (!subset) continue;
    const font = subset.files[weight];
    const last = runs.at(-1);
    if (last?.font === font) last.text += known ? character : UNKNOWN;
    else runs.push({ font, text: known ? character : UNKNOWN });
  }
  return runs;
}

/** Composed, with spaces of unusual width as plain ones and without what cannot be printed. */
const printable = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\u2000-\u200a\u202f\u205f]/g, '\u00a0')
    .replaceAll(/\p{RGI_Emoji}|[\p{Cc}\p{Cf}\u{fe00}-\u{fe0f}]/gv, '');

function subsetOf(character: string): Subset | undefined {
  const codePoint = character.codePointAt(0) ?? 0;
  if (!subsetOfCodePoint.has(codePoint)) {
    subsetOfCodePoint.set(codePoint, subsets.find(({ ranges }) => ranges.some(([first, last]) => first <= codePoint && codePoint <= last)));
  }
  return subsetOfCodePoint.get(codePoint);
}

function readFamily({ package: name, weights, subsets: preferred }: Family): Subset[] {
  const root = `@fontsource/${name}`;
  const ranges = readRanges(require.resolve(`${root}/unicode.json`));
  const file = (subset: string, weight: number): string =>
    require.resolve(`${root}/files/${name}-${subset.replaceAll(/[[\]]/g, '')}-${weight}-normal.woff`);
  return (preferred ?? [...ranges.keys()]).map((subset) => ({
    ranges: ranges.get(subset) ?? [],
    files: { regular: file(subset, weights.regular), bold: file(subset, weights.bold) },
  }));
}

/** The package's own table: subset to CSS `unicode-range`. */
function readRanges(path: string): Map<string, [number, number][]> {
  const table: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof table !== 'object' || table === null) throw new TypeError(`${path} is no table of ranges`);
  return new Map(Object.entries(table).map(([subset, ranges]) => [subset, String(ranges).split(',').map(parseRange)]));
}

function parseRange(range: string): [number, number] {
  const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
}
