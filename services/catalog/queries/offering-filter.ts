/** A request's filter as SQL parameters; what is not narrowed is null. */
import { toBinary } from '@bufbuild/protobuf';
import { OfferingFilterSchema, type OfferingFilter } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { fromTypeId } from '#runtime/ids.ts';
import { toKinds } from '../mapping.ts';

/** Kinds, category ids, brand ids, lowest and highest price. */
export type FilterParameters = readonly [string[] | null, string[] | null, string[] | null, bigint | null, bigint | null];

export function filterParameters(filter: OfferingFilter | undefined): FilterParameters {
  if (!filter) return [null, null, null, null, null];
  const ids = (prefix: 'cat' | 'brd', values: readonly string[], field: string): string[] | null =>
    values.length === 0 ? null : values.map((value, i) => fromTypeId(prefix, value, `filter.${field}[${i}]`));
  return [
    filter.kinds.length === 0 ? null : toKinds(filter.kinds),
    ids('cat', filter.categoryIds, 'category_ids'),
    ids('brd', filter.brandIds, 'brand_ids'),
    filter.minPriceMinor ?? null,
    filter.maxPriceMinor ?? null,
  ];
}

/** The filter's part of what a page token is bound to. */
export const filterBytes = (filter: OfferingFilter | undefined): Uint8Array =>
  filter ? toBinary(OfferingFilterSchema, filter) : new Uint8Array();
