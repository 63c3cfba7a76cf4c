/** What a receipt says, line by line, in its language: amounts, days and times are formatted here and nowhere else. */
import { localeFor } from '../../runtime/locale.ts';
import { formatMoney, money, subtract } from '../../runtime/money.ts';
import { renderDay, renderMoment, renderWallTime } from '../../runtime/wall-time.ts';
import type { Line, ReceiptDocument, Seller } from '../domain/document.ts';
import { messagesFor, RECEIPT_LANGUAGES, type ReceiptMessages } from './messages.ts';

export interface LineText {
  readonly title: string;
  readonly details: readonly string[];
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: string;
}

export interface ReceiptText {
  readonly messages: ReceiptMessages;
  readonly tradingName: string;
  readonly seller: readonly string[];
  readonly customer: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly lines: readonly LineText[];
  readonly totals: readonly (readonly [label: string, amount: string])[];
  readonly total: string;
  readonly paidBy: string;
  readonly reference: string;
  readonly notes: readonly string[];
}

export function receiptText(document: ReceiptDocument): ReceiptText {
  const { seller, customer, currency, payment } = document;
  const locale = localeFor(seller.locale, RECEIPT_LANGUAGES);
  const messages = messagesFor(locale);
  const price = (minor: string): string => formatMoney(money(BigInt(minor), currency), locale);
  return {
    messages,
    tradingName: seller.tradingName,
    seller: sellerLines(seller, messages, locale),
    customer: present(customer.name, customer.email),
    facts: [
      [messages.number, document.number],
      [messages.issued, renderDay(new Date(document.issued), seller.timeZone, locale)],
      [messages.bookingCode, document.bookingCode],
    ],
    lines: document.lines.map((line) => lineText(line, messages, locale, price)),
    totals: taxLines(document, messages, locale, price),
    total: price(document.totalMinor),
    paidBy: messages.paidBy(payment.methodLabel || messages.paid, renderMoment(new Date(payment.captured), seller.timeZone, locale)),
    reference: messages.reference(payment.reference),
    notes: present(
      document.tax.rateBps > 0 ? messages.taxIncluded : messages.noTax,
      messages.thanks(seller.tradingName),
      seller.supportEmail && messages.questions(seller.supportEmail),
    ),
  };
}

const present = (...texts: readonly string[]): string[] => texts.filter((text) => text.trim() !== '');

function sellerLines({ legalName, addressLines, countryCode, taxId }: Seller, messages: ReceiptMessages, locale: string): string[] {
  return present(legalName, ...addressLines, countryName(countryCode, locale), taxId && messages.taxId(taxId));
}

/** A code that is no region is printed as it is. */
function countryName(code: string, locale: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
}

function lineText(line: Line, messages: ReceiptMessages, locale: string, price: (minor: string) => string): LineText {
  return {
    title: line.title,
    details: present(
      line.time ? renderWallTime({ ...line.time, start: new Date(line.time.start) }, locale) : '',
      line.place,
      line.staffName && messages.with(line.staffName),
    ),
    quantity: new Intl.NumberFormat(locale).format(line.quantity),
    unitPrice: price(line.unitMinor),
    amount: price(line.amountMinor),
  };
}

function taxLines(
  { currency, totalMinor, tax }: ReceiptDocument,
  messages: ReceiptMessages,
  locale: string,
  price: (minor: string) => string,
): [string, string][] {
  if (tax.rateBps === 0) return [];
  const net = subtract(money(BigInt(totalMinor), currency), money(BigInt(tax.includedMinor), currency));
  const rate = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(tax.rateBps / 10_000);
  return [
    [messages.net, formatMoney(net, locale)],
    [messages.tax(rate), price(tax.includedMinor)],
  ];
}
