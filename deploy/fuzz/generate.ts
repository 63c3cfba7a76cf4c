/** Requests from descriptors alone: mostly what a field asks for, with words that services have said; here and there what it does not. */
import { type DescField, type DescMessage, getOption, hasOption, type JsonObject, type JsonValue, ScalarType } from '@bufbuild/protobuf';
import { field as fieldRules } from '#proto/buf/validate/validate_pb.ts';
import type { Random } from '#runtime/testing/simulation/random.ts';
import type { Dictionary } from './dictionary.ts';
import { NASTY_DURATIONS, NASTY_LONGS, NASTY_NUMBERS, NASTY_TEXTS, NASTY_TIMES, WRONG_KINDS } from './nasty.ts';

export interface Source {
  readonly random: Random;
  readonly dictionary: Dictionary;
  /** How much of a request is not as it should be: 0 none, 1 all. */
  readonly wildness: number;
}

const DEEPEST = 6;
const DAY_MS = 86_400_000;

/** A request as JSON; with some wildness it need not be one. */
export function generate(schema: DescMessage, source: Source, depth = 0): JsonObject {
  const { random, wildness } = source;
  const request: JsonObject = {};
  // Of a oneof one member, or with some wildness two.
  const chosen = new Set(schema.oneofs.map(({ fields }) => random.pick(fields)));
  for (const each of schema.fields) {
    const wanted = each.oneof ? chosen.has(each) || random.chance(wildness / 4) : random.chance(0.75);
    if (wanted && !(depth > DEEPEST && each.message)) request[each.jsonName] = valueOf(each, source, depth);
  }
  if (random.chance(wildness / 20)) request[random.pick(NASTY_TEXTS)] = random.pick(WRONG_KINDS);
  return request;
}

function valueOf(field: DescField, source: Source, depth: number): JsonValue {
  const { random, wildness } = source;
  if (random.chance(wildness / 6)) return random.pick(WRONG_KINDS);
  switch (field.fieldKind) {
    case 'list': {
      const length = random.chance(wildness / 10) ? random.below(300) : random.below(3);
      return Array.from({ length }, () => (field.listKind === 'message' ? messageOf(field.message, source, depth) : plainOf(field, source)));
    }
    case 'map':
      return { [textOf(field, source)]: field.mapKind === 'message' ? messageOf(field.message, source, depth) : plainOf(field, source) };
    case 'message':
      return messageOf(field.message, source, depth);
    case 'enum':
    case 'scalar':
      return plainOf(field, source);
  }
}

function messageOf(schema: DescMessage, source: Source, depth: number): JsonValue {
  const { random, wildness } = source;
  const wild = random.chance(wildness);
  switch (schema.typeName) {
    case 'google.protobuf.Timestamp':
      return wild ? random.pick(NASTY_TIMES) : new Date(Math.round(Date.now() / 3_600_000) * 3_600_000 + random.below(60) * DAY_MS).toISOString();
    case 'google.protobuf.Duration':
      return wild ? random.pick(NASTY_DURATIONS) : `${random.below(10_000)}s`;
    case 'google.protobuf.FieldMask':
      return wild ? random.pick(NASTY_TEXTS) : random.pick(['title', 'name', 'price', 'description', 'offering', 'skills,name']);
    default:
      return generate(schema, source, depth + 1);
  }
}

const LONG_TYPES: ReadonlySet<ScalarType> = new Set([ScalarType.INT64, ScalarType.UINT64, ScalarType.FIXED64, ScalarType.SFIXED64, ScalarType.SINT64]);

/** A value without fields of its own. */
function plainOf(field: DescField, source: Source): JsonValue {
  const { random, wildness } = source;
  const wild = random.chance(wildness);
  if (field.enum) return wild ? random.pick([-1, 99, 2 ** 31 - 1, 'NOT_A_NAME', '']) : random.pick(field.enum.values).name;
  const type = 'scalar' in field ? field.scalar : undefined;
  if (type === ScalarType.STRING) return textOf(field, source);
  if (type === ScalarType.BOOL) return random.chance(0.5);
  if (type === ScalarType.BYTES) return Buffer.from(random.pick(NASTY_TEXTS)).toString('base64');
  if (type !== undefined && LONG_TYPES.has(type)) return wild ? random.pick(NASTY_LONGS) : String(random.below(10_000));
  return wild ? random.pick(NASTY_NUMBERS) : random.below(100);
}

function textOf(field: DescField, { random, dictionary, wildness }: Source): string {
  if (random.chance(wildness)) return random.pick(NASTY_TEXTS);
  const ids = dictionary.ids(idPrefixOf(field) ?? '');
  if (ids.length > 0) return random.pick(ids);
  const said = dictionary.said(field.jsonName);
  if (said.length > 0 && random.chance(0.8)) return random.pick(said);
  return random.pick(['', 'Europe/Lisbon', 'EUR', '2026-12-24', '09:00', '2026-12-24T19:30', 'en-GB', 'Ana Marques', 'ana@example.com', 'correct horse', '+351912345678', 'FREQ=WEEKLY;COUNT=3']);
}

/** `bkg` of a field whose rule is `^bkg_…`. */
function idPrefixOf(field: DescField): string | undefined {
  if (!hasOption(field, fieldRules)) return undefined;
  const { type } = getOption(field, fieldRules);
  const rules = type.case === 'repeated' ? type.value.items?.type : type;
  return rules?.case === 'string' ? /^\^\(?([a-z]{3})_/.exec(rules.value.pattern)?.[1] : undefined;
}
