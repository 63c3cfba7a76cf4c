/** An offering's row and back, without loss: amounts travel as text because JSON numbers would round them. */
import { money } from '#runtime/money.ts';
import type { AddOn, Heading, Offering, OfferingKind, PaymentMode, Variant } from '../domain/offering.ts';

/** One row of `offering` with the names of its headings. */
export interface OfferingRow {
  id: string;
  version: bigint;
  kind: OfferingKind;
  state: Offering['state'];
  title: string;
  slug: string;
  summary: string;
  description: string;
  category_id: string;
  category_name: string;
  category_slug: string;
  brand_id: string | null;
  brand_name: string | null;
  brand_slug: string | null;
  price_minor: bigint;
  currency_code: string;
  duration_minutes: number;
  time_zone: string;
  capacity: number;
  payment_mode: PaymentMode;
  hold_minutes: number;
  free_cancellation_hours: number;
  variants: { id: string; name: string; sku: string; minor: string | null }[];
  add_ons: { id: string; name: string; minor: string; extra_minutes: number }[];
  tags: string[];
  place: string;
  created_by: string;
  created_request: string;
  created_time: Date;
  updated_time: Date;
}

/** The one SELECT of whole offerings; add a WHERE on `o`. */
export const SELECT_OFFERING = `
  select o.*, c.name as category_name, c.slug as category_slug, b.name as brand_name, b.slug as brand_slug
  from offering o
  join category c on c.tenant_id = o.tenant_id and c.id = o.category_id
  left join brand b on b.tenant_id = o.tenant_id and b.id = o.brand_id`;

export function fromRow(row: OfferingRow): Offering {
  const currency = row.currency_code;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    title: row.title,
    slug: row.slug,
    summary: row.summary,
    description: row.description,
    category: { id: row.category_id, name: row.category_name, slug: row.category_slug },
    brand: brandOf(row),
    price: money(row.price_minor, currency),
    durationMinutes: row.duration_minutes,
    timeZone: row.time_zone,
    capacity: row.capacity,
    paymentMode: row.payment_mode,
    holdMinutes: row.hold_minutes,
    freeCancellationHours: row.free_cancellation_hours,
    variants: row.variants.map(({ minor, ...variant }): Variant => ({ ...variant, price: minor === null ? undefined : money(BigInt(minor), currency) })),
    addOns: row.add_ons.map(({ id, name, minor, extra_minutes }): AddOn => ({ id, name, price: money(BigInt(minor), currency), extraMinutes: extra_minutes })),
    tags: row.tags,
    place: row.place,
    origin: { by: row.created_by, request: row.created_request },
    createdTime: row.created_time,
    updatedTime: row.updated_time,
  };
}

const brandOf = ({ brand_id: id, brand_name: name, brand_slug: slug }: OfferingRow): Heading | undefined =>
  id === null || name === null || slug === null ? undefined : { id, name, slug };

/** The columns to write, as `jsonb_populate_recordset` takes them. */
export function toRecord(tenantId: string, offering: Offering, version: bigint): Record<string, unknown> {
  const { category, brand, price, origin, variants, addOns } = offering;
  return {
    tenant_id: tenantId,
    id: offering.id,
    kind: offering.kind,
    state: offering.state,
    title: offering.title,
    slug: offering.slug,
    summary: offering.summary,
    description: offering.description,
    category_id: category.id,
    brand_id: brand?.id ?? null,
    price_minor: price.minor.toString(),
    currency_code: price.currency,
    duration_minutes: offering.durationMinutes,
    time_zone: offering.timeZone,
    capacity: offering.capacity,
    payment_mode: offering.paymentMode,
    hold_minutes: offering.holdMinutes,
    free_cancellation_hours: offering.freeCancellationHours,
    variants: variants.map(({ id, name, sku, price: own }) => ({ id, name, sku, minor: own?.minor.toString() ?? null })),
    add_ons: addOns.map(({ id, name, price: extra, extraMinutes }) => ({ id, name, minor: extra.minor.toString(), extra_minutes: extraMinutes })),
    tags: offering.tags,
    place: offering.place,
    created_by: origin.by,
    created_request: origin.request,
    created_time: offering.createdTime,
    updated_time: offering.updatedTime,
    version: version.toString(),
    metadata: {},
  };
}
