/** Sets text of any mixture of scripts on a PDF page: lines break where Unicode allows it (UAX #14), never inside a word that fits. */
import LineBreaker from 'linebreak';
import { toRuns, type Weight } from './font-book.ts';

export interface Style {
  readonly size: number;
  readonly weight?: Weight;
  readonly color: string;
}

export interface Typesetter {
  /** Width of a text on one line, in points. */
  width(text: string, style: Style): number;
  /** The lines that a text takes in `width` points. */
  wrap(text: string, style: Style, width: number): string[];
  /** Prints one line with its left end at `x` and its top at `y`. */
  line(text: string, style: Style, x: number, y: number): void;
  /** Prints one line with its right end at `right`. */
  lineRight(text: string, style: Style, right: number, y: number): void;
}

/** Distance between the tops of two lines, as a multiple of their size. */
export const LINE_HEIGHT = 1.42;
/** From a line's top to its baseline: common to all fonts, so that mixed scripts stand on one line. */
const ASCENT = 1.02;

export function createTypesetter(doc: PDFKit.PDFDocument): Typesetter {
  const use = (font: string, size: number): PDFKit.PDFDocument => doc.font(font).fontSize(size);

  function width(text: string, { size, weight = 'regular' }: Style): number {
    return toRuns(text, weight).reduce((sum, run) => sum + use(run.font, size).widthOfString(run.text), 0);
  }

  function line(text: string, { size, weight = 'regular', color }: Style, x: number, y: number): void {
    let at = x;
    for (const run of toRuns(text, weight)) {
      const set = use(run.font, size).fillColor(color);
      set.text(run.text, at, y + size * ASCENT, { lineBreak: false, baseline: 'alphabetic' });
      at += set.widthOfString(run.text);
    }
  }

  return {
    width,
    line,
    lineRight: (text, style, right, y) => line(text, style, right - width(text, style), y),
    wrap: (text, style, limit) => wrapPieces(pieces(text), (candidate) => width(candidate, style) <= limit),
  };
}

/** Fills lines with as many pieces as fit; a piece that alone is too long is cut. */
function wrapPieces(all: readonly string[], fits: (text: string) => boolean): string[] {
  const lines: string[] = [];
  let current = '';
  for (const piece of all) {
    if (fits((current + piece).trimEnd())) {
      current += piece;
      continue;
    }
    if (current !== '') lines.push(current.trimEnd());
    const [full, rest] = cut(piece, fits);
    lines.push(...full);
    current = rest;
  }
  return [...lines, current.trimEnd()].filter((text) => text !== '');
}

function cut(piece: string, fits: (text: string) => boolean): [full: string[], rest: string] {
  const full: string[] = [];
  let rest = '';
  for (const character of piece) {
    if (rest !== '' && !fits((rest + character).trimEnd())) {
      full.push(rest);
      rest = '';
    }
    rest += character;
  }
  return [full, rest];
}

/** The text in pieces between which a line may end. */
function pieces(text: string): string[] {
  const breaker = new LineBreaker(text);
  const found: string[] = [];
  let last = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    found.push(text.slice(last, next.position));
    last = next.position;
  }
  return found;
}
