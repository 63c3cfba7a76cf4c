/** The sums, how they were paid, and what else has to be said: always together on one page. */
import type { ReceiptText } from './receipt-text.ts';
import { INK, LEFT, MUTED, RIGHT, WIDTH, type Sheet } from './sheet.ts';

const LABEL = { size: 10, color: MUTED } as const;
const AMOUNT = { size: 10, color: INK } as const;
const TOTAL = { size: 14, weight: 'bold', color: INK } as const;
const NOTE = { size: 9, color: MUTED } as const;
const SUMS_LEFT = 330;

export function printTotals(sheet: Sheet, text: ReceiptText, accent: string): void {
  sheet.ensure(210 + text.totals.length * 18);
  for (const [label, amount] of text.totals) {
    sheet.type.line(label, LABEL, SUMS_LEFT, sheet.y);
    sheet.type.lineRight(amount, AMOUNT, RIGHT, sheet.y);
    sheet.y += 18;
  }
  sheet.rule(sheet.y + 2, { color: accent, thickness: 1.5, from: SUMS_LEFT });
  sheet.y += 11;
  sheet.type.line(text.messages.total, TOTAL, SUMS_LEFT, sheet.y);
  sheet.type.lineRight(text.total, TOTAL, RIGHT, sheet.y);
  sheet.y += 42;
  printPayment(sheet, text, accent);
  for (const note of text.notes) sheet.y += sheet.block(note, NOTE, LEFT, sheet.y, WIDTH) + 2;
}

/** A panel that says at a glance that nothing is owed. */
function printPayment(sheet: Sheet, { messages, paidBy, reference }: ReceiptText, accent: string): void {
  const { doc, type } = sheet;
  const badge = { size: 9, weight: 'bold', color: '#ffffff' } as const;
  const badgeWidth = type.width(messages.paid, badge) + 18;
  const inner = LEFT + 16 + badgeWidth + 14;
  const text = { size: 10, weight: 'bold', color: INK } as const;
  const limit = RIGHT - 16 - inner;
  const height = 26 + sheet.heightOf(paidBy, text, limit) + sheet.heightOf(reference, NOTE, limit);

  doc.roundedRect(LEFT, sheet.y, WIDTH, height, 6).fill('#f4f6f8');
  doc.roundedRect(LEFT + 16, sheet.y + height / 2 - 10, badgeWidth, 20, 10).fill(accent);
  type.line(messages.paid, badge, LEFT + 16 + 9, sheet.y + height / 2 - 6.2);
  const below = sheet.block(paidBy, text, inner, sheet.y + 12, limit);
  sheet.block(reference, NOTE, inner, sheet.y + 14 + below, limit);
  sheet.y += height + 22;
}
