/** Reads a JSON object from a request; anything else is an error that says what was expected. */
import { header, type Request } from './exchange.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The content type is required: it keeps foreign web pages from posting here without a CORS preflight. */
export function readJsonObject(request: Request): JsonObject {
  if (!(header(request, 'content-type') ?? '').startsWith('application/json'))
    throw new BadJson('send content-type: application/json');
  const value = parse(request.body.toString('utf8'));
  if (!isJsonObject(value)) throw new BadJson('the body must be a JSON object');
  return value;
}

export class BadJson extends Error {
  override name = 'BadJson';
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadJson(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Readers of one key; each error names the key and what it must be. */
export function text(body: JsonObject, key: string): string {
  const value = body[key];
  if (typeof value !== 'string' || value === '') throw new BadJson(`${key} must be a non-empty string`);
  return value;
}

export function texts(body: JsonObject, key: string): string[] {
  const value = body[key];
  if (!Array.isArray(value)) throw new BadJson(`${key} must be a list of strings`);
  return value.map((item, index) => text({ [`${key}[${index}]`]: item }, `${key}[${index}]`));
}

export function count(body: JsonObject, key: string, maximum: number): number {
  const value = body[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > maximum)
    throw new BadJson(`${key} must be a whole number from 1 to ${maximum}`);
  return value;
}
