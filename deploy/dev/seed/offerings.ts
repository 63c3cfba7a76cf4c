/** Every offering of a business as the catalog takes it: deterministic, in the order in which it was written down. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { OfferingInputSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { OfferingKind, PaymentMode, type AddOn, type Business, type Family, type Item, type Variant } from './data/model.ts';

export type OfferingInput = MessageInitShape<typeof OfferingInputSchema>;

/** An offering with what the seed knows about it beyond the catalog. */
export interface PlannedOffering {
  readonly title: string;
  readonly kind: OfferingKind;
  readonly category: string;
  readonly price: number;
  readonly pay: PaymentMode;
  readonly minutes: number;
  readonly capacity: number;
  readonly holdMinutes: number;
  readonly times: readonly string[];
  readonly weekly: boolean;
  readonly input: OfferingInput;
}

export const offeringsOf = (business: Business): PlannedOffering[] =>
  business.families.flatMap((family) => family.items.map((item, index) => plan(business, family, item, index)));

function plan(business: Business, family: Family, item: Item, index: number): PlannedOffering {
  const { kind, category } = family;
  const facts = {
    title: item.title,
    kind,
    category,
    price: item.price,
    pay: item.pay ?? family.pay ?? PaymentMode.ONLINE,
    minutes: item.minutes ?? family.minutes,
    capacity: capacityOf(kind, item.capacity ?? family.capacity ?? 1),
    holdMinutes: item.holdMinutes ?? family.holdMinutes ?? 0,
    times: item.times ?? family.times ?? [],
    weekly: family.weekly ?? false,
  };
  return { ...facts, input: { ...inputOf(business, family, item), ...termsOf(business, family, facts), description: describe(family, item, index) } };
}

const capacityOf = (kind: OfferingKind, places: number): number => (kind === OfferingKind.PRODUCT ? 0 : kind === OfferingKind.EVENT ? places : 1);

function inputOf({ currencyCode }: Business, family: Family, item: Item) {
  return {
    kind: family.kind,
    title: item.title,
    summary: item.summary,
    categoryName: family.category,
    brandName: item.brand ?? '',
    tags: [...new Set([...family.tags, ...(item.tags ?? [])])],
    place: item.place ?? family.place,
    variants: (item.variants ?? []).map((variant) => toVariant(variant, currencyCode)),
    addOns: (item.addOns ?? family.addOns ?? []).map((addOn) => toAddOn(addOn, currencyCode)),
  };
}

function termsOf({ currencyCode, timeZone }: Business, { freeCancellationHours = 24 }: Family, facts: Omit<PlannedOffering, 'input'>) {
  return {
    price: { amountMinor: BigInt(facts.price), currencyCode },
    durationMinutes: facts.minutes,
    timeZone,
    capacity: facts.capacity,
    paymentMode: facts.pay,
    holdMinutes: facts.holdMinutes,
    freeCancellationHours: facts.kind === OfferingKind.PRODUCT ? 0 : freeCancellationHours,
  };
}

/** Neighbours in a list end differently: each takes the next two of the family's notes. */
function describe(family: Family, { detail, notes = family.notes }: Item, index: number): string {
  const first = index % notes.length;
  const second = (index + 1) % notes.length;
  return [detail, notes[Math.min(first, second)], notes[Math.max(first, second)]].join(' ');
}

const toVariant = ({ name, sku, price }: Variant, currencyCode: string) => ({
  name,
  sku,
  ...(price !== undefined && { price: { amountMinor: BigInt(price), currencyCode } }),
});

const toAddOn = ({ name, price, minutes = 0 }: AddOn, currencyCode: string) => ({
  name,
  price: { amountMinor: BigInt(price), currencyCode },
  extraMinutes: minutes,
});
