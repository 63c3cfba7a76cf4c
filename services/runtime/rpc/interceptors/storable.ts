/** Finds what Protobuf allows and no database of ours can keep, wherever it is in a request: text with a NUL, instants outside the calendar. */
import type { DescMessage, Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { FieldViolation } from '../../errors.ts';

/** Violations by their path in proto names; none for a request that can be stored. */
export const unstorable = (schema: DescMessage, message: Message): FieldViolation[] => [...inMessage(reflect(schema, message), '')];

function* inMessage(message: ReflectMessage, path: string): Generator<FieldViolation> {
  if (message.desc.typeName === TimestampSchema.typeName && !isInstant(message)) yield { field: path, description: 'must be between the years 1 and 9999' };
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    const at = path === '' ? field.name : `${path}.${field.name}`;
    if (field.fieldKind === 'list') for (const [index, item] of [...message.get(field)].entries()) yield* inValue(item, `${at}[${index}]`);
    else if (field.fieldKind === 'map') for (const [key, value] of message.get(field)) yield* inEntry(key, value, at);
    else yield* inValue(message.get(field), at);
  }
}

function* inEntry(key: unknown, value: unknown, path: string): Generator<FieldViolation> {
  yield* inValue(key, path);
  yield* inValue(value, `${path}[${JSON.stringify(String(key))}]`);
}

function* inValue(value: unknown, path: string): Generator<FieldViolation> {
  if (typeof value === 'string' && value.includes('\0')) yield { field: path, description: 'must not contain the character U+0000' };
  if (isMessage(value)) yield* inMessage(value, path);
}

const isMessage = (value: unknown): value is ReflectMessage => typeof value === 'object' && value !== null && 'desc' in value && 'fields' in value;

const FIRST_SECOND = -62_135_596_800n;
const LAST_SECOND = 253_402_300_799n;

function isInstant(timestamp: ReflectMessage): boolean {
  const seconds = timestamp.get(TimestampSchema.field.seconds);
  const nanos = timestamp.get(TimestampSchema.field.nanos);
  if (typeof seconds !== 'bigint' || typeof nanos !== 'number') return false;
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND && nanos >= 0 && nanos < 1_000_000_000;
}
