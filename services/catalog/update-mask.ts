/** Partial updates of offerings. */
import { OfferingInputSchema, type OfferingInput } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { mergeMasked } from '#runtime/rpc/update-mask.ts';
import { invalid } from './domain/offering.ts';

/** `base` with the masked fields of `change`, checked as if it had been sent whole. */
export const merge = (base: OfferingInput, change: OfferingInput | undefined, paths: readonly string[]): OfferingInput =>
  mergeMasked({ schema: OfferingInputSchema, field: 'offering', base, change, paths, invalid });
