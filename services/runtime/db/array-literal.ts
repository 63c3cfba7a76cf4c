/** Array parameters as Postgres reads them, without the detours that the driver takes for each value: batches are made of long arrays. */

/** True where a text must be quoted inside an array literal; empty texts and the word NULL are, too. */
const NEEDS_QUOTES = /^$|[\s{}",\\]|^null$/i;

/** `{1,2,NULL}`. Takes what the driver takes: texts, numbers, booleans, dates (as UTC), bytes and nested arrays. */
export function arrayLiteral(values: readonly unknown[]): string {
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
  if (ArrayBuffer.isView(value)) return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}"`;
  if (Array.isArray(value)) return arrayLiteral(value);
  throw new TypeError(`a value of type ${typeof value} cannot be an element of an array parameter`);
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
