/** What a booking consists of, line by line: its price is the sum of the lines, and what lengthens it stands in them. */
import { reject, type FieldViolation, type Rejection } from '../../runtime/errors.ts';
import { add, times, zero, type Money } from '../../runtime/money.ts';
import type { AddOn, Offering, Variant } from './offering.ts';

/** What a customer names: ids of the offering's, and how many of each add-on. */
export interface Choices {
  readonly variantId?: string | undefined;
  readonly addOns: readonly { readonly id: string; readonly quantity: number }[];
}

/** What of an offering is chosen. */
export interface Selection {
  /** Absent: the offering at its own price. */
  readonly variant: Variant | undefined;
  readonly addOns: readonly { readonly addOn: AddOn; readonly quantity: number }[];
}

/** As it was offered at the hold. */
export interface Line {
  readonly kind: 'offering' | 'variant' | 'add_on';
  /** Of the offering, the variant or the add-on. */
  readonly id: string;
  readonly title: string;
  readonly unitPrice: Money;
  readonly quantity: number;
  /** By which each of them lengthens the booking. */
  readonly extraMinutes: number;
}

/** Nothing but the offering. */
export const plain: Selection = { variant: undefined, addOns: [] };

/** A visit that is longer is not a time but a stay. */
const LONGEST_EXTRA_MINUTES = 31 * 1440;

/** The variant and add-ons that are meant; `INVALID_ARGUMENT` naming each field that is none of the offering's. */
export function select(offering: Offering, choices: Choices): { readonly selection: Selection } | { readonly rejection: Rejection } {
  const variant = offering.variants.find(({ id }) => id === choices.variantId);
  const addOns = choices.addOns.flatMap(({ id, quantity }) => offering.addOns.filter((addOn) => addOn.id === id).map((addOn) => ({ addOn, quantity })));
  const selection = { variant, addOns };
  const violations = [...unknown(offering, choices), ...repeated(choices), ...tooLong(offering, selection)];
  return violations.length > 0 ? { rejection: invalid(violations) } : { selection };
}

const invalid = (violations: readonly FieldViolation[]): Rejection =>
  reject('INVALID_FIELD', violations.map(({ field, description }) => `${field} ${description}`).join('; '), { code: 'INVALID_ARGUMENT', violations });

function unknown(offering: Offering, { variantId, addOns }: Choices): FieldViolation[] {
  const notOffered = (field: string): FieldViolation => ({ field, description: `is none of “${offering.title}”; load the offering again` });
  return [
    ...(variantId === undefined || offering.variants.some(({ id }) => id === variantId) ? [] : [notOffered('variant_id')]),
    ...addOns.flatMap(({ id }, index) => (offering.addOns.some((addOn) => addOn.id === id) ? [] : [notOffered(`add_ons[${index}].add_on_id`)])),
  ];
}

const repeated = ({ addOns }: Choices): FieldViolation[] =>
  addOns.flatMap(({ id }, index) =>
    addOns.findIndex((other) => other.id === id) < index ? [{ field: `add_ons[${index}].add_on_id`, description: 'is named twice; raise the quantity instead' }] : []);

const tooLong = (offering: Offering, selection: Selection): FieldViolation[] =>
  extraMinutesOf(offering, selection) > LONGEST_EXTRA_MINUTES ? [{ field: 'add_ons', description: 'would make it more than 31 days longer' }] : [];

/** Only what has no dates of its own gets longer, and nobody's class for all others. */
const lengthens = ({ kind }: Pick<Offering, 'kind'>, capacity: number): boolean => kind !== 'event' && capacity === 1;

/** By how much the chosen add-ons lengthen a visit, of which each time is for so many. */
export const extraMinutesOf = (offering: Pick<Offering, 'kind'>, { addOns }: Selection, capacity = 1): number =>
  lengthens(offering, capacity) ? addOns.reduce((sum, { addOn, quantity }) => sum + addOn.extraMinutes * quantity, 0) : 0;

/** The lines of a booking for so many people, at a time that is for `capacity`: the offering or its variant for each of them, then the add-ons as they were named. */
export function linesOf(offering: Offering, { variant, addOns }: Selection, party: number, capacity = 1): readonly Line[] {
  const first: Line = variant
    ? { kind: 'variant', id: variant.id, title: `${offering.title} (${variant.name})`, unitPrice: variant.price ?? offering.price, quantity: party, extraMinutes: 0 }
    : { kind: 'offering', id: offering.id, title: offering.title, unitPrice: offering.price, quantity: party, extraMinutes: 0 };
  const extras = addOns.map(({ addOn: { id, name, price, extraMinutes }, quantity }): Line =>
    ({ kind: 'add_on', id, title: name, unitPrice: price, quantity, extraMinutes: lengthens(offering, capacity) ? extraMinutes : 0 }));
  return [first, ...extras];
}

/** The same lines at today's prices; what is not offered any more, and what was sold in another currency, keeps its own. */
export function linesToday(lines: readonly Line[], offering: Offering): readonly Line[] {
  if (lines.some(({ unitPrice }) => unitPrice.currency !== offering.price.currency)) return lines;
  const prices = new Map([
    [offering.id, offering.price],
    ...offering.variants.map(({ id, price }) => [id, price ?? offering.price] as const),
    ...offering.addOns.map(({ id, price }) => [id, price] as const),
  ]);
  return lines.map((line) => ({ ...line, unitPrice: prices.get(line.id) ?? line.unitPrice }));
}

export const amountOf = ({ unitPrice, quantity }: Line): Money => times(unitPrice, quantity);

/** The price of all lines, which are in the currency of the first. */
export const totalOf = (lines: readonly Line[], currency: string): Money => lines.reduce((sum, line) => add(sum, amountOf(line)), zero(currency));
