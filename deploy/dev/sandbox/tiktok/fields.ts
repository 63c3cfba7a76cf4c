/**
 * Readers of single fields of an event; each returns the value or throws TikTok's parameter error with the field's
 * path.
 */
import { isIP } from 'node:net';
import { isJsonObject, type JsonObject } from '../http/json-body.ts';
import { invalid } from './api-error.ts';

export function requiredString(object: JsonObject, key: string, path: string): string {
  const value = object[key];
  if (value === undefined || value === null) throw invalid(`${path}${key}`, 'Missing data for required field.');
  if (typeof value !== 'string') throw invalid(`${path}${key}`, 'Not a valid string.');
  if (value === '') throw invalid(`${path}${key}`, 'Shorter than minimum length 1.');
  return value;
}

export function optionalString(object: JsonObject, key: string, path: string): string | null {
  return object[key] === undefined || object[key] === null ? null : requiredString(object, key, path);
}

export function optionalObject(object: JsonObject, key: string, path: string): JsonObject | null {
  const value = object[key];
  if (value === undefined || value === null) return null;
  if (!isJsonObject(value)) throw invalid(`${path}${key}`, 'Not a valid object.');
  return value;
}

/** A number, not a string that looks like one. */
export function optionalNumber(object: JsonObject, key: string, path: string): number | null {
  const value = object[key];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${path}${key}`, 'Not a valid number.');
  return value;
}

export function currency(object: JsonObject, path: string): string | null {
  const value = optionalString(object, 'currency', path);
  if (value !== null && !/^[A-Z]{3}$/.test(value)) throw invalid(`${path}currency`, 'Not a valid ISO 4217 code.');
  return value;
}

/** One SHA-256 digest in lower-case hex, or a list of them: what identifies a person never travels in the clear. */
export function digests(object: JsonObject, key: string, path: string): void {
  const value = object[key];
  if (value === undefined || value === null) return;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const wrong = list.findIndex((item) => typeof item !== 'string' || !/^[0-9a-f]{64}$/.test(item));
  if (wrong !== -1)
    throw invalid(
      `${path}${key}${Array.isArray(value) ? `.${wrong}` : ''}`,
      'Must be the SHA-256 digest, in lower-case hex, of the normalized value.',
    );
}

export function address(object: JsonObject, key: string, path: string): void {
  const value = optionalString(object, key, path);
  if (value !== null && isIP(value) === 0) throw invalid(`${path}${key}`, 'Not a valid IP address.');
}
