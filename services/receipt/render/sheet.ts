/** The page being filled: a cursor that moves down, and a new page when what comes next does not fit. */
import { createTypesetter, LINE_HEIGHT, type Style, type Typesetter } from './typesetter.ts';

export const LEFT = 56;
export const RIGHT = 539;
export const WIDTH = RIGHT - LEFT;
const FIRST_TOP = 56;
const NEXT_TOP = 64;
/** Below it is the footer. */
export const BOTTOM = 770;

export const INK = '#111827';
export const MUTED = '#5b6472';
export const RULE = '#d9dee5';

export interface Sheet {
  readonly doc: PDFKit.PDFDocument;
  readonly type: Typesetter;
  /** Where the next thing is printed. */
  y: number;
  /** Begins a new page unless `height` points are left; calls `onNewPage` then. */
  ensure(height: number, onNewPage?: () => void): void;
  /** Prints a text in as many lines as it takes; gives the height. Does not move the cursor. */
  block(text: string, style: Style, x: number, y: number, width: number): number;
  /** Height of such a text. */
  heightOf(text: string, style: Style, width: number): number;
  rule(y: number, options?: { readonly color?: string; readonly thickness?: number; readonly from?: number }): void;
}

export function createSheet(doc: PDFKit.PDFDocument): Sheet {
  const type = createTypesetter(doc);
  const sheet: Sheet = {
    doc,
    type,
    y: FIRST_TOP,
    ensure(height, onNewPage) {
      if (sheet.y + height <= BOTTOM) return;
      doc.addPage();
      sheet.y = NEXT_TOP;
      onNewPage?.();
    },
    block(text, style, x, y, width) {
      const lines = type.wrap(text, style, width);
      lines.forEach((line, index) => type.line(line, style, x, y + index * style.size * LINE_HEIGHT));
      return lines.length * style.size * LINE_HEIGHT;
    },
    heightOf: (text, style, width) => type.wrap(text, style, width).length * style.size * LINE_HEIGHT,
    rule(y, { color = RULE, thickness = 0.75, from = LEFT } = {}) {
      doc.moveTo(from, y).lineTo(RIGHT, y).lineWidth(thickness).strokeColor(color).stroke();
    },
  };
  return sheet;
}
