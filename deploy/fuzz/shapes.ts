/** The ways in which a request goes over the wire, from well-formed to bytes that are no message at all. */
import { type DescMethod, fromJson, type JsonValue, toBinary } from '@bufbuild/protobuf';
import type { Random } from '#runtime/testing/simulation/random.ts';
import { generate, type Source } from './generate.ts';
import { CONTENT_TYPES, nested, ODD_HEADERS } from './nasty.ts';

/** One HTTP request. */
export interface Shot {
  readonly shape: string;
  readonly method: DescMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

type Shape = (method: DescMethod, source: Source) => Omit<Shot, 'shape' | 'method'>;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text));

/** Watch streams of good requests would stay. */
const HEADERS = { 'connect-timeout-ms': '2000', 'grpc-timeout': '2S' };

const streams = ({ methodKind }: DescMethod): boolean => methodKind === 'server_streaming';

/** A Connect or gRPC-Web envelope: flags, length, bytes. */
function enveloped(content: Uint8Array, flags = 0, length = content.length): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(length >>> 0, 1);
  return new Uint8Array(Buffer.concat([head, content]));
}

const jsonShot = (method: DescMethod, text: string, headers = {}): ReturnType<Shape> => {
  const type = streams(method) ? 'application/connect+json' : 'application/json';
  return { headers: { 'content-type': type, ...HEADERS, ...headers }, body: streams(method) ? enveloped(bytes(text)) : bytes(text) };
};
const binaryShot = (method: DescMethod, content: Uint8Array): ReturnType<Shape> => {
  const type = streams(method) ? 'application/connect+proto' : 'application/proto';
  return { headers: { 'content-type': type, ...HEADERS }, body: streams(method) ? enveloped(content) : new Uint8Array(content) };
};

/** A good request's encoding; that of an empty one where what was generated is none. */
function encoded(method: DescMethod, source: Source): Uint8Array {
  const json = generate(method.input, source);
  try {
    return toBinary(method.input, fromJson(method.input, json, { ignoreUnknownFields: true }));
  } catch {
    return toBinary(method.input, fromJson(method.input, {}));
  }
}

/** Changes, cuts, repeats and inserts bytes. */
function mutated(content: Uint8Array, random: Random): Buffer {
  let result = Buffer.from(content);
  for (let change = random.below(6); change >= 0; change -= 1) {
    const at = random.below(result.length + 1);
    const kind = random.below(5);
    if (kind === 0 && at < result.length) result[at] = random.below(256);
    else if (kind === 1) result = result.subarray(0, at);
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), Buffer.from([random.below(256), random.below(256), random.below(256)]), result.subarray(at)]);
    else if (kind === 3) result = Buffer.concat([result, result.subarray(at)]);
    else if (at < result.length) result[at] = (result[at] ?? 0) ^ (1 << random.below(8));
  }
  return result;
}

/** A message of repeated fields, groups or unknown fields without end, as far as a body goes. */
function crowded({ input }: DescMethod, random: Random): Buffer {
  const { number } = input.fields.find(({ fieldKind }) => fieldKind === 'list') ?? { number: random.pick([1, 2, 19_999, 536_870_911]) };
  const tag = (wireType: number): number[] => varint(BigInt(number) * 8n + BigInt(wireType));
  const unit = Buffer.from(random.pick([[...tag(2), 0], [...tag(0), 1], tag(3), [...tag(3), ...tag(4)], [...tag(2), 2, 10, 0]]));
  return Buffer.concat(Array.from({ length: Math.floor(random.pick([1_000, 20_000, 900_000]) / unit.length) }, () => unit));
}

function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)];
}

const json = (method: DescMethod, source: Source): string => JSON.stringify(generate(method.input, source) satisfies JsonValue);
const tame = (source: Source): Source => ({ ...source, wildness: 0 });

const SHAPES: Readonly<Record<string, Shape>> = {
  'good JSON': (method, source) => jsonShot(method, json(method, tame(source))),
  'wild JSON': (method, source) => jsonShot(method, json(method, source)),
  'JSON with odd headers': (method, source) => jsonShot(method, json(method, tame(source)), source.random.pick(ODD_HEADERS)),
  'broken JSON': (method, source) => jsonShot(method, mutated(bytes(json(method, source)), source.random).toString('latin1')),
  'deep JSON': (method, { random }) => jsonShot(method, nested(random.pick([10, 100, 1_000, 10_000, 100_000]), random.chance(0.5))),
  'good binary': (method, source) => binaryShot(method, encoded(method, tame(source))),
  'wild binary': (method, source) => binaryShot(method, encoded(method, source)),
  'mutated binary': (method, source) => binaryShot(method, mutated(encoded(method, source), source.random)),
  'crowded binary': (method, { random }) => binaryShot(method, crowded(method, random)),
  noise: (method, { random }) => binaryShot(method, Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)))),
  'gRPC-Web': (method, source) => ({
    headers: { 'content-type': 'application/grpc-web+proto', ...HEADERS },
    body: source.random.chance(0.7)
      ? enveloped(encoded(method, source))
      : enveloped(mutated(encoded(method, source), source.random), source.random.below(256), source.random.pick([0, 1, 2 ** 31, 2 ** 32 - 1])),
  }),
  'another content type': (method, source) => ({ headers: { 'content-type': source.random.pick(CONTENT_TYPES), ...HEADERS }, body: bytes(json(method, source)) }),
};

/** Most often those that get further than the parser. */
const CHOICES: readonly string[] = [...Object.keys(SHAPES), 'good JSON', 'good JSON', 'wild JSON', 'wild JSON', 'wild JSON', 'good binary', 'wild binary', 'wild binary'];

/** One request of a shape that chance takes. */
export function draw(method: DescMethod, source: Source): Shot {
  const shape = source.random.pick(CHOICES);
  const make = SHAPES[shape];
  if (!make) throw new TypeError(`there is no shape ${shape}`);
  return { shape, method, ...make(method, source) };
}
