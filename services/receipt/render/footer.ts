/** The foot of every page: who issued which receipt, and which page of how many. */
import type { ReceiptText } from './receipt-text.ts';
import { LEFT, MUTED, RIGHT, WIDTH, type Sheet } from './sheet.ts';

const FOOT = { size: 8, color: MUTED } as const;
const TOP = 790;

export function printFooters(sheet: Sheet, { messages, seller, tradingName }: ReceiptText, number: string): void {
  const { start, count } = sheet.doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    sheet.doc.switchToPage(page);
    sheet.rule(TOP - 8);
    const pages = `${number}  ·  ${messages.page(page - start + 1, count)}`;
    // Lines end between the parts only.
    const issuer = (seller.length > 0 ? seller : [tradingName]).map((part) => part.replaceAll(' ', '\u00a0')).join(' · ');
    const room = WIDTH - sheet.type.width(pages, FOOT) - 24;
    sheet.block(issuer, FOOT, LEFT, TOP, room);
    sheet.type.lineRight(pages, FOOT, RIGHT, TOP);
  }
}
