/** What a customer is about to buy: the offering or a variant of it, and extras; what they cost is what the booking will. */
import { type AddOn, type Money, type Offering, OfferingKind, type Variant } from '@berth/sdk/browser';
import { add, money } from '#runtime/money.ts';
import type { Longer } from '../berth/queries.ts';
import { totalOf } from '../format/price.ts';

export interface Extra {
  readonly addOn: AddOn;
  readonly quantity: number;
}

export interface Bought {
  /** Absent: the offering at its own price. */
  readonly variant: Variant | undefined;
  readonly extras: readonly Extra[];
}

export interface PricedLine {
  readonly title: string;
  readonly quantity: number;
  readonly amount: Pick<Money, 'amountMinor' | 'currencyCode'>;
}

export const MOST_OF_AN_EXTRA = 20;

/** Extras as an address has them: ids, each with how many there are behind a colon, unless it is one. */
export function readExtras(text: string, { addOns }: Pick<Offering, 'addOns'>): readonly Extra[] {
  const wanted = new Map(text.split(',').map((each) => [each.split(':')[0], Number(each.split(':')[1] ?? '1')]));
  return addOns.flatMap((addOn) => {
    const quantity = Math.min(wanted.get(addOn.id) ?? 0, MOST_OF_AN_EXTRA);
    return quantity > 0 ? [{ addOn, quantity }] : [];
  });
}

/** `undefined` for none. */
export const writeExtras = (extras: readonly Extra[]): string | undefined =>
  extras.length === 0 ? undefined : extras.map(({ addOn, quantity }) => (quantity === 1 ? addOn.id : `${addOn.id}:${quantity}`)).join(',');

/** The extras with so many of one of them; none takes it away. */
export const withExtra = (extras: readonly Extra[], addOn: AddOn, quantity: number): readonly Extra[] => [
  ...extras.filter((extra) => extra.addOn.id !== addOn.id),
  ...(quantity > 0 ? [{ addOn, quantity: Math.min(quantity, MOST_OF_AN_EXTRA) }] : []),
];

/** Those that make the visit longer; a date of an event stays as it is. */
export const longerBy = (extras: readonly Extra[], { kind }: Pick<Offering, 'kind'>): Longer =>
  kind === OfferingKind.EVENT ? [] : extras.filter(({ addOn }) => addOn.extraMinutes > 0).map(({ addOn, quantity }) => ({ addOnId: addOn.id, quantity }));

/** None where the offering has no price. */
export function linesOf({ title, price }: { readonly title: string; readonly price?: Money | undefined }, { variant, extras }: Bought, places: number): readonly PricedLine[] {
  const unit = variant?.price ?? price;
  const first = unit && { title: variant ? `${title} (${variant.name})` : title, quantity: places, amount: totalOf(unit, places) };
  const added = extras.flatMap(({ addOn, quantity }) => (addOn.price ? [{ title: addOn.name, quantity, amount: totalOf(addOn.price, quantity) }] : []));
  return first ? [first, ...added] : [];
}

/** The price of all lines; `undefined` for none. */
export function sumOf(lines: readonly PricedLine[]): PricedLine['amount'] | undefined {
  const [first, ...rest] = lines.map(({ amount }) => money(amount.amountMinor, amount.currencyCode));
  const sum = first && rest.reduce(add, first);
  return sum && { amountMinor: sum.minor, currencyCode: sum.currency };
}
