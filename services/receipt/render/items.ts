/** The table of what was paid for: rows stay whole, long titles wrap, and each page repeats the head. */
import type { LineText, ReceiptText } from './receipt-text.ts';
import { INK, LEFT, MUTED, RIGHT, type Sheet } from './sheet.ts';

const HEAD = { size: 8.5, color: MUTED } as const;
const TITLE = { size: 10.5, weight: 'bold', color: INK } as const;
const DETAIL = { size: 9, color: MUTED } as const;
const NUMBER = { size: 10, color: INK } as const;

/** Right ends of the columns of numbers. */
const QUANTITY_AT = 376;
const UNIT_AT = 458;
const TEXT_WIDTH = 290;
const PADDING = 10;

export function printItems(sheet: Sheet, { messages, lines }: ReceiptText): void {
  const head = (): void => {
    sheet.type.line(messages.description, HEAD, LEFT, sheet.y);
    sheet.type.lineRight(messages.quantity, HEAD, QUANTITY_AT, sheet.y);
    sheet.type.lineRight(messages.unitPrice, HEAD, UNIT_AT, sheet.y);
    sheet.type.lineRight(messages.amount, HEAD, RIGHT, sheet.y);
    sheet.y += 17;
    sheet.rule(sheet.y);
  };
  head();
  for (const line of lines) {
    sheet.ensure(rowHeight(sheet, line), head);
    printRow(sheet, line);
  }
  sheet.y += 14;
}

function rowHeight(sheet: Sheet, { title, details }: LineText): number {
  const below = details.reduce((sum, detail) => sum + sheet.heightOf(detail, DETAIL, TEXT_WIDTH), 0);
  return 2 * PADDING + sheet.heightOf(title, TITLE, TEXT_WIDTH) + 2 + below;
}

function printRow(sheet: Sheet, line: LineText): void {
  const top = sheet.y + PADDING;
  sheet.type.lineRight(line.quantity, NUMBER, QUANTITY_AT, top);
  sheet.type.lineRight(line.unitPrice, NUMBER, UNIT_AT, top);
  sheet.type.lineRight(line.amount, NUMBER, RIGHT, top);
  let y = top + sheet.block(line.title, TITLE, LEFT, top, TEXT_WIDTH) + 2;
  for (const detail of line.details) y += sheet.block(detail, DETAIL, LEFT, y, TEXT_WIDTH);
  sheet.y = y + PADDING;
  sheet.rule(sheet.y);
}
