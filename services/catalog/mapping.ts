/** The only file that knows both the contract and the domain: what is on the wire means exactly what the rules see. */
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  OfferingKind as WireKind, OfferingState, PaymentMode as WireMode, type AddOn as WireAddOn, type Variant as WireVariant,
} from '#proto/berth/catalog/v1/catalog_pb.ts';
import { OfferingInputSchema, type OfferingInput } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { OfferingChangedSchema } from '#proto/berth/catalog/v1/catalog_events_pb.ts';
import type { Money as WireMoney } from '#proto/berth/type/v1/money_pb.ts';
import type { Published } from '#runtime/actor/types.ts';
import { invalidField } from '#runtime/errors.ts';
import { derivedId, fromTypeId, newId, toTypeId } from '#runtime/ids.ts';
import { money, type Money } from '#runtime/money.ts';
import { withDefaults, type Heading, type Offering, type OfferingContent, type OfferingKind, type PaymentMode } from './domain/offering.ts';
import { slugOf } from './domain/slug.ts';
import { offeringKey } from './keys.ts';

const KINDS: readonly OfferingKind[] = ['APPOINTMENT', 'SERVICE', 'EVENT', 'PRODUCT'];
const MODES: readonly PaymentMode[] = ['ONLINE', 'AT_DESK'];

/** The kinds that a request names; what the contract does not know is no kind. */
export const toKinds = (kinds: readonly WireKind[]): OfferingKind[] => KINDS.filter((kind) => kinds.includes(WireKind[kind]));

/** The name of a kind on the wire, as facets carry it. */
export const kindName = (kind: string): string => `OFFERING_KIND_${kind}`;

const fromWireMoney = (amount: WireMoney): Money => money(amount.amountMinor, amount.currencyCode);
const toWireMoney = ({ minor, currency }: Money) => ({ amountMinor: minor, currencyCode: currency });

/** The category or brand of that name. Its id follows from its slug, so that two imports at once mean the same one. */
export function headingOf(type: 'category' | 'brand', name: string, tenantId: string): Heading {
  const slug = slugOf(name);
  return { id: derivedId(tenantId, type, slug), name: name.trim(), slug };
}

/** Gives ids to variants and add-ons that have none. */
export function withIds(input: OfferingInput): OfferingInput {
  return create(OfferingInputSchema, {
    ...input,
    variants: input.variants.map((variant) => ({ ...variant, id: variant.id || toTypeId('var', newId()) })),
    addOns: input.addOns.map((addOn) => ({ ...addOn, id: addOn.id || toTypeId('add', newId()) })),
  });
}

/** What an author wrote, as the domain sees it. `known` holds the names that headings already have; `path` leads field names. */
export function toContent(input: OfferingInput, path: string, tenantId: string, known: ReadonlyMap<string, string>): OfferingContent {
  const heading = (type: 'category' | 'brand', name: string): Heading => {
    const made = headingOf(type, name, tenantId);
    return { ...made, name: known.get(made.id) ?? made.name };
  };
  const { title, summary, description, durationMinutes, timeZone, capacity, holdMinutes, freeCancellationHours, place } = input;
  return withDefaults({
    title: title.trim(), summary, description, durationMinutes, timeZone, capacity, holdMinutes, freeCancellationHours, place,
    kind: required(KINDS.find((kind) => WireKind[kind] === input.kind), `${path}.kind`),
    paymentMode: required(MODES.find((mode) => WireMode[mode] === input.paymentMode), `${path}.payment_mode`),
    category: heading('category', input.categoryName),
    brand: input.brandName === '' ? undefined : heading('brand', input.brandName),
    price: fromWireMoney(required(input.price, `${path}.price`)),
    variants: input.variants.map((variant, i) => toVariant(variant, `${path}.variants[${i}]`)),
    addOns: input.addOns.map((addOn, i) => toAddOn(addOn, `${path}.add_ons[${i}]`)),
    tags: input.tags.map((tag) => tag.trim()),
  });
}

function required<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw invalidField(field, 'is required');
  return value;
}

const toVariant = ({ id, name, sku, price }: WireVariant, field: string) => ({
  id: fromTypeId('var', id, `${field}.id`),
  name: name.trim(),
  sku: sku.trim(),
  price: price && fromWireMoney(price),
});

const toAddOn = ({ id, name, price, extraMinutes }: WireAddOn, field: string) => ({
  id: fromTypeId('add', id, `${field}.id`),
  name: name.trim(),
  price: fromWireMoney(required(price, `${field}.price`)),
  extraMinutes,
});

/** An offering as its author would write it again: the base that an update changes. */
export function toInput(offering: Offering): OfferingInput {
  const { id: _id, slug: _slug, etag: _etag, state: _state, createTime: _created, updateTime: _updated, category, brand, ...same } = toOffering(offering, '');
  return create(OfferingInputSchema, { ...same, categoryName: category.name, brandName: brand?.name ?? '' });
}

const toHeading = (prefix: 'cat' | 'brd', { id, name, slug }: Heading) => ({ id: toTypeId(prefix, id), name, slug });

/** An offering as others see it. */
export function toOffering(offering: Offering, etag: string) {
  const { title, slug, summary, description, durationMinutes, timeZone, capacity, holdMinutes, freeCancellationHours, place } = offering;
  return {
    title, slug, summary, description, durationMinutes, timeZone, capacity, holdMinutes, freeCancellationHours, place, etag,
    id: toTypeId('off', offering.id),
    kind: WireKind[offering.kind],
    paymentMode: WireMode[offering.paymentMode],
    state: OfferingState[offering.state],
    category: toHeading('cat', offering.category),
    brand: offering.brand && toHeading('brd', offering.brand),
    price: toWireMoney(offering.price),
    variants: offering.variants.map(({ id, price, ...rest }) => ({ ...rest, id: toTypeId('var', id), ...(price && { price: toWireMoney(price) }) })),
    addOns: offering.addOns.map(({ id, price, ...rest }) => ({ ...rest, id: toTypeId('add', id), price: toWireMoney(price) })),
    tags: [...offering.tags],
    createTime: timestampFromDate(offering.createdTime),
    updateTime: timestampFromDate(offering.updatedTime),
  };
}

/** `offering.changed` with everything about it: others keep a copy. The event's version stands for the etag. */
export const toEvent = (offering: Offering): Published<typeof OfferingChangedSchema> => ({
  key: offeringKey(offering.id),
  subject: toTypeId('off', offering.id),
  schema: OfferingChangedSchema,
  payload: { offering: toOffering(offering, '') },
});
