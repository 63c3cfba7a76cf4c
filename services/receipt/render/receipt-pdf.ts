/** The PDF of a receipt: A4, fonts embedded, and the same bytes for the same document every time. */
import PDFDocument from 'pdfkit';
import { brandColor, brandColorOnWhite } from '../../runtime/brand-color.ts';
import type { ReceiptDocument } from '../domain/document.ts';
import { printFooters } from './footer.ts';
import { printItems } from './items.ts';
import { receiptText, type ReceiptText } from './receipt-text.ts';
import { createSheet, INK, LEFT, MUTED, RIGHT, WIDTH, type Sheet } from './sheet.ts';
import { printTotals } from './totals.ts';

const LABEL = { size: 8.5, color: MUTED } as const;
const BODY = { size: 10, color: INK } as const;
const STRONG = { ...BODY, weight: 'bold' } as const;

export function renderReceiptPdf(document: ReceiptDocument): Promise<Uint8Array<ArrayBuffer>> {
  const text = receiptText(document);
  const accent = brandColorOnWhite(document.seller.brandColor);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: document.seller.locale,
    displayTitle: true,
    pdfVersion: '1.7',
    // The dates come from the document: with the present in them no two renderings would be alike.
    info: {
      Title: `${text.messages.receipt} ${document.number}`,
      Author: document.seller.legalName || document.seller.tradingName,
      Subject: document.bookingCode,
      Creator: 'Berth',
      Producer: 'Berth',
      CreationDate: new Date(document.issued),
      ModDate: new Date(document.issued),
    },
  });
  const bytes = collect(doc);
  const sheet = createSheet(doc);
  doc.rect(0, 0, doc.page.width, 8).fill(brandColor(document.seller.brandColor));
  printHeader(sheet, text, accent);
  printParties(sheet, text);
  printItems(sheet, text);
  printTotals(sheet, text, accent);
  printFooters(sheet, text, document.number);
  doc.end();
  return bytes;
}

async function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of doc) chunks.push(Buffer.from(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

function printHeader(sheet: Sheet, text: ReceiptText, accent: string): void {
  sheet.y += sheet.block(text.tradingName, { size: 13, weight: 'bold', color: accent }, LEFT, sheet.y, WIDTH) + 18;
  const title = { size: 28, weight: 'bold', color: INK } as const;
  sheet.y += sheet.block(text.messages.receipt, title, LEFT, sheet.y, WIDTH) + 14;
  const column = WIDTH / text.facts.length;
  const heights = text.facts.map(([label, value], index) => {
    const x = LEFT + index * column;
    const head = sheet.block(label, LABEL, x, sheet.y, column - 12);
    return head + 2 + sheet.block(value, STRONG, x, sheet.y + head + 2, column - 12);
  });
  sheet.y += Math.max(...heights) + 16;
  sheet.rule(sheet.y);
  sheet.y += 16;
}

function printParties(sheet: Sheet, { messages, seller, customer }: ReceiptText): void {
  const half = WIDTH / 2;
  const left = printParty(sheet, messages.from, seller, LEFT, half - 16);
  const right = printParty(sheet, messages.billedTo, customer, LEFT + half, RIGHT - LEFT - half);
  sheet.y += Math.max(left, right) + 26;
}

function printParty(sheet: Sheet, label: string, lines: readonly string[], x: number, width: number): number {
  let height = sheet.block(label, LABEL, x, sheet.y, width) + 3;
  lines.forEach((line, index) => {
    height += sheet.block(line, index === 0 ? STRONG : BODY, x, sheet.y + height, width);
  });
  return height;
}
