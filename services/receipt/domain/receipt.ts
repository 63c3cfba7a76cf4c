/** A receipt: issued once for a payment, with the next number of its tenant's year, and never changed but for its rendering. */
import { add, includedTax, sameMoney, times, type Money } from '../../runtime/money.ts';
import type { Line, LineTime, ReceiptDocument, Seller } from './document.ts';

/** What the service knows of a tenant. */
export interface Tenant {
  readonly id: string;
  readonly seller: Seller;
  /** Tax included in prices, in basis points. */
  readonly taxRateBps: number;
}

/** The last number given in a year. */
export interface Counter {
  readonly id: string;
  readonly year: number;
  readonly last: number;
}

/** The PDF in the object store. */
export interface Rendering {
  readonly objectKey: string;
  readonly sha256: string;
}

/** What was paid, and for what. */
export interface Sale {
  readonly bookingId: string;
  readonly bookingCode: string;
  readonly paymentId: string;
  readonly paymentReference: string;
  readonly paid: Money;
  readonly methodLabel: string;
  readonly captured: Date;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
  /** The offering first, then what was added. */
  readonly items: readonly [Item, ...Item[]];
  readonly visit: { readonly place: string; readonly staffName: string; readonly time: LineTime };
}

export interface Item {
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

export interface Receipt {
  readonly id: string;
  readonly number: string;
  readonly year: number;
  readonly sequence: number;
  readonly bookingId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly total: Money;
  readonly issued: Date;
  /** Everything that is printed. */
  readonly document: ReceiptDocument;
  /** `undefined` before it is rendered. */
  readonly rendering: Rendering | undefined;
}

export interface ReceiptState {
  readonly receipt: Receipt | undefined;
  readonly tenant: Tenant | undefined;
  readonly counters: ReadonlyMap<string, Counter>;
}

export type ReceiptEvent =
  | { readonly type: 'issued'; readonly receipt: Receipt; readonly counter: Counter }
  | { readonly type: 'rendered'; readonly rendering: Rendering };

/** What happened: nothing here is ever refused. */
export interface ReceiptDecision {
  readonly events: readonly ReceiptEvent[];
}

export const emptyState: ReceiptState = { receipt: undefined, tenant: undefined, counters: new Map() };

/** Identity and place in the sequence of a receipt about to be issued. */
export interface Issue {
  readonly receiptId: string;
  readonly counterId: string;
  readonly year: number;
  readonly now: Date;
}

/** Issues the receipt of a sale; nothing happens when its payment has one already. */
export function issue(state: ReceiptState, tenant: Tenant, sale: Sale, { receiptId, counterId, year, now }: Issue): ReceiptDecision {
  if (state.receipt) return { events: [] };
  const sequence = (state.counters.get(counterId)?.last ?? 0) + 1;
  const number = `${year}-${String(sequence).padStart(6, '0')}`;
  const receipt: Receipt = {
    id: receiptId,
    number,
    year,
    sequence,
    bookingId: sale.bookingId,
    paymentId: sale.paymentId,
    customerId: sale.customer.id,
    total: sale.paid,
    issued: now,
    document: documentOf(number, now, tenant, sale),
    rendering: undefined,
  };
  return { events: [{ type: 'issued', receipt, counter: { id: counterId, year, last: sequence } }] };
}

/** Records where the PDF is. A second rendering of the same bytes changes nothing. */
export function recordRendering({ receipt }: ReceiptState, rendering: Rendering): ReceiptDecision {
  if (!receipt) throw new TypeError('rendered before issued');
  return { events: receipt.rendering ? [] : [{ type: 'rendered', rendering }] };
}

export function evolve(state: ReceiptState, event: ReceiptEvent): ReceiptState {
  switch (event.type) {
    case 'issued':
      return { ...state, receipt: event.receipt, counters: new Map(state.counters).set(event.counter.id, event.counter) };
    case 'rendered':
      return state.receipt ? { ...state, receipt: { ...state.receipt, rendering: event.rendering } } : state;
    default:
      return event satisfies never;
  }
}

function documentOf(number: string, issued: Date, { seller, taxRateBps }: Tenant, sale: Sale): ReceiptDocument {
  const { paid, customer } = sale;
  return {
    number,
    issued: issued.toISOString(),
    seller,
    customer: { name: customer.name, email: customer.email },
    lines: linesOf(sale),
    currency: paid.currency,
    totalMinor: String(paid.minor),
    tax: { rateBps: taxRateBps, includedMinor: String(includedTax(paid, taxRateBps).minor) },
    payment: { methodLabel: sale.methodLabel, captured: sale.captured.toISOString(), reference: sale.paymentReference },
    bookingCode: sale.bookingCode,
  };
}

/** The lines add up to what was paid: a sum that the items do not come to, as after a discount, is printed as one. */
function linesOf({ items, visit, paid }: Sale): readonly Line[] {
  const [first, ...added] = items;
  const sum = items.map(amountOf).reduce(add);
  if (!sameMoney(sum, paid)) return [{ ...lineOf({ ...first, quantity: 1, unitPrice: paid }), ...visit }];
  return [{ ...lineOf(first), ...visit }, ...added.map(lineOf)];
}

const amountOf = ({ unitPrice, quantity }: Item): Money => times(unitPrice, quantity);

const lineOf = (item: Item): Line => ({
  title: item.title,
  quantity: item.quantity,
  unitMinor: String(item.unitPrice.minor),
  amountMinor: String(amountOf(item).minor),
  place: '',
  staffName: '',
});
