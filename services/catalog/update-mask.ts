/** Partial updates: the fields that a mask names, and no others, come from the request. */
import { create, type DescField } from '@bufbuild/protobuf';
import { pathToString, reflect } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import { OfferingInputSchema, type OfferingInput } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { Failure, type FieldViolation } from '#runtime/errors.ts';
import { invalid } from './domain/offering.ts';

const validator = createValidator();

/** `base` with the masked fields of `change`, checked against the rules of the contract as if it had been sent whole. */
export function merge(base: OfferingInput, change: OfferingInput | undefined, paths: readonly string[]): OfferingInput {
  const fields = maskedFields(paths);
  const merged = create(OfferingInputSchema, { ...base });
  const from = reflect(OfferingInputSchema, change ?? create(OfferingInputSchema));
  const to = reflect(OfferingInputSchema, merged);
  for (const field of fields) {
    if (from.isSet(field)) to.set(field, from.get(field));
    else to.clear(field);
  }
  const violations = shapeViolations(merged);
  if (violations.length > 0) throw new Failure(invalid(violations));
  return merged;
}

function maskedFields(paths: readonly string[]): DescField[] {
  if (paths.length === 0) throw new Failure(invalid([{ field: 'update_mask', description: 'must name at least one field' }]));
  const violations: FieldViolation[] = [];
  const fields = paths.flatMap((path) => {
    const field = OfferingInputSchema.fields.find(({ name }) => name === path);
    if (!field) violations.push({ field: 'update_mask', description: `"${path}" is no field of an offering; name whole fields such as "price"` });
    return field ?? [];
  });
  if (violations.length > 0) throw new Failure(invalid(violations));
  return fields;
}

function shapeViolations(input: OfferingInput): FieldViolation[] {
  const result = validator.validate(OfferingInputSchema, input);
  if (result.kind === 'error') throw result.error;
  if (result.kind === 'valid') return [];
  return result.violations.map(({ field, message }) => ({ field: `offering.${pathToString(field)}`, description: message }));
}
