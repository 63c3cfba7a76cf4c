/** Partial updates: the fields that a mask names, and no others, come from the request. */
import { create, type DescField, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { pathToString, reflect } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import { Failure, type FieldViolation, type Rejection } from '../errors.ts';

const validator = createValidator();

/** A partial update of a message. */
export interface MaskedChange<D extends DescMessage> {
  readonly schema: D;
  /** Field of the request that holds the message, for violations: `offering`. */
  readonly field: string;
  readonly base: MessageShape<D>;
  readonly change: MessageShape<D> | undefined;
  /** Of the mask: whole fields in proto names. */
  readonly paths: readonly string[];
  /** The refusal that fits the violations. */
  readonly invalid: (violations: readonly FieldViolation[]) => Rejection;
}

/**
 * A copy of `base` with the masked fields of `change`, checked against the rules of the contract as if it had been sent whole.
 * Throws the `Failure` of `invalid` for a mask that names nothing or an unknown field, and for fields that break a rule.
 */
export function mergeMasked<D extends DescMessage>({ schema, field, base, change, paths, invalid }: MaskedChange<D>): MessageShape<D> {
  const refuse = (violations: readonly FieldViolation[]): void => {
    if (violations.length > 0) throw new Failure(invalid(violations));
  };
  const masked = paths.map((path) => [path, schema.fields.find(({ name }) => name === path)] as const);
  refuse(maskViolations(masked, field));
  const merged = create(schema);
  const [kept, changed, target] = [reflect(schema, base), reflect(schema, change ?? create(schema)), reflect(schema, merged)];
  for (const each of schema.fields) {
    const source = masked.some(([, known]) => known === each) ? changed : kept;
    if (source.isSet(each)) target.set(each, source.get(each));
  }
  refuse(shapeViolations(schema, field, merged));
  return merged;
}

function maskViolations(masked: readonly (readonly [path: string, field: DescField | undefined])[], message: string): FieldViolation[] {
  if (masked.length === 0) return [{ field: 'update_mask', description: 'must name at least one field' }];
  return masked
    .filter(([, known]) => !known)
    .map(([path]) => ({ field: 'update_mask', description: `"${path}" is no field of ${message}; name whole fields in proto names` }));
}

function shapeViolations<D extends DescMessage>(schema: D, message: string, value: MessageShape<D>): FieldViolation[] {
  const result = validator.validate(schema, value);
  if (result.kind === 'error') throw result.error;
  if (result.kind === 'valid') return [];
  return result.violations.map((violation) => ({ field: `${message}.${pathToString(violation.field)}`, description: violation.message }));
}
