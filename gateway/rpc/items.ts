/** A small message can be a million empty items, and each becomes an object in every service on its way: they are counted before any of them sees it. */
import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { Failure } from '#runtime/errors.ts';

/** Throws `INVALID_ARGUMENT` for a request that has more than `limit` items in all lists and unknown fields together, at any depth. */
export function checkItems(schema: DescMessage, request: Message, limit: number): void {
  if (itemsIn(reflect(schema, request, false), limit) <= limit) return;
  throw new Failure({ code: 'INVALID_ARGUMENT', reason: 'TOO_MANY_ITEMS', message: `All lists of a request may have ${limit} items together. Send it in parts.` });
}

/** Counts no further than just beyond `limit`. */
function itemsIn(message: ReflectMessage, limit: number): number {
  let count = message.getUnknown()?.length ?? 0;
  for (const field of branchesOf(message.desc)) {
    if (!message.isSet(field)) continue;
    for (const child of childrenOf(message, field)) {
      count += (field.fieldKind === 'message' ? 0 : 1) + (child ? itemsIn(child, limit - count) : 0);
      if (count > limit) return count;
    }
  }
  return count;
}

/** One entry for each item of a field; `undefined` where it is no message. */
function* childrenOf(message: ReflectMessage, field: DescField): Generator<ReflectMessage | undefined> {
  if (field.fieldKind === 'message') yield message.get(field);
  else if (field.fieldKind === 'list') for (const item of message.get(field)) yield asMessage(item);
  else if (field.fieldKind === 'map') for (const item of message.get(field).values()) yield asMessage(item);
}

const asMessage = (value: unknown): ReflectMessage | undefined => (isMessage(value) ? value : undefined);
const isMessage = (value: unknown): value is ReflectMessage => typeof value === 'object' && value !== null && 'desc' in value && 'fields' in value;

const known = new WeakMap<DescMessage, readonly DescField[]>();

/** Fields that hold items or messages. */
function branchesOf(schema: DescMessage): readonly DescField[] {
  const fields = known.get(schema) ?? schema.fields.filter(({ fieldKind }) => fieldKind === 'list' || fieldKind === 'map' || fieldKind === 'message');
  known.set(schema, fields);
  return fields;
}
