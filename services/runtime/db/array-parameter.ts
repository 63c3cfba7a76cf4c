/** Array parameters as Postgres reads them, without the detours that the driver takes for each value: batches are made of long arrays. */

/**
 * An array in the form in which the server reads it fastest: bytes as they are, everything else as a literal (`{1,2,NULL}`). Takes what
 * the driver takes: texts, numbers, booleans, dates (as UTC), bytes, nested arrays of all but bytes. Throws `TypeError` for anything else.
 */
export function arrayParameter(values: readonly unknown[]): string | Buffer {
  return ArrayBuffer.isView(values.find((value) => value !== null && value !== undefined)) ? bytesArray(values) : arrayLiteral(values);
}

/** True where a text must be quoted inside an array literal; empty texts and the word NULL are, too. */
const NEEDS_QUOTES = /^$|[\s{}",\\]|^null$/i;

function arrayLiteral(values: readonly unknown[]): string {
  let literal = '{';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) literal += ',';
    literal += element(values[index]);
  }
  return `${literal}}`;
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return NEEDS_QUOTES.test(value) ? quoted(value) : value;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (Array.isArray(value)) return arrayLiteral(value);
  throw new TypeError(`a value of type ${typeof value} cannot be an element of an array parameter`);
}

/** Control characters and halves of surrogate pairs: JSON escapes what an array literal takes as it is. */
const NOT_AS_JSON = /[^ -\uD7FF\uE000-\uFFFF]/;

// Quotes and backslashes are escaped as in JSON, which is written faster; most texts that need it are JSON themselves.
const quoted = (text: string): string => (NOT_AS_JSON.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : JSON.stringify(text));

const BYTEA = 17;
const WORD = 4;
const NULL_LENGTH = -1;

/** The server's binary form of an array: dimensions, whether it has nulls, type, length, lower bound; then each element behind its length. */
function bytesArray(values: readonly unknown[]): Buffer {
  const bytes = values.map(bytesOf);
  const buffer = Buffer.allocUnsafe(bytes.reduce((size, one) => size + WORD + (one?.byteLength ?? 0), 5 * WORD));
  let at = 0;
  const word = (value: number): void => void (at = buffer.writeInt32BE(value, at));
  for (const value of [1, bytes.includes(undefined) ? 1 : 0, BYTEA, bytes.length, 1]) word(value);
  for (const one of bytes) {
    word(one?.byteLength ?? NULL_LENGTH);
    if (one) buffer.set(one, at);
    at += one?.byteLength ?? 0;
  }
  return buffer;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value === null || value === undefined) return undefined;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError(`a value of type ${typeof value} cannot stand among bytes`);
}
