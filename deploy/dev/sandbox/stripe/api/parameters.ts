/**
 * Reads a decoded form by a table of expected parameters; an unknown name or a wrong value is Stripe's 400 that names
 * the parameter.
 */
import { invalidRequest } from '../model/payment-error.ts';
import type { FormFields, FormValue } from './form.ts';

/** Turns one value into what an operation wants, or throws; `name` is the full name, like `card[number]`. */
export type Reader<T> = (value: FormValue, name: string) => T;

export type Schema<T> = { readonly [K in keyof T]: Reader<T[K]> };

/** What a schema reads: every parameter is optional until `required` says otherwise. */
export type Read<S> = { readonly [K in keyof S]?: S[K] extends Reader<infer V> ? V : never };

export function readParameters<T>(fields: FormFields, schema: Schema<T>, prefix = ''): Readonly<Partial<T>> {
  const read: Partial<T> = {};
  for (const [key, value] of fields) {
    const name = prefix === '' ? key : `${prefix}[${key}]`;
    if (!hasKey(schema, key))
      throw invalidRequest(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
    read[key] = schema[key](value, name);
  }
  return read;
}

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  return value;
}

export const string: Reader<string> = (value, name) => {
  if (typeof value !== 'string')
    throw invalidRequest('Invalid string: expected a value, not an object.', { param: name });
  if (value !== '') return value;
  throw invalidRequest(
    `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset. ` +
      `You should remove '${name}' from your request or supply a non-empty value.`,
    { code: 'parameter_invalid_empty', param: name },
  );
};

export const integer: Reader<number> = (value, name) => {
  const text = string(value, name);
  if (!/^-?\d{1,15}$/.test(text))
    throw invalidRequest(`Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param: name });
  return Number(text);
};

export const boolean: Reader<boolean> = (value, name) => {
  const text = string(value, name);
  if (text !== 'true' && text !== 'false') throw invalidRequest(`Invalid boolean: ${text}`, { param: name });
  return text === 'true';
};

export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (value, name) => {
    const text = string(value, name);
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined)
      throw invalidRequest(`Invalid ${name}: must be one of ${choices.join(', ')}`, { param: name });
    return choice;
  };
}

/** The empty string clears the field. */
export function clearable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, name) => (value === '' ? null : reader(value, name));
}

export function listOf<T>(reader: Reader<T>): Reader<T[]> {
  return (value, name) => {
    if (typeof value === 'string') throw invalidRequest('Invalid array', { param: name });
    return [...value].map(([index, item]) => reader(item, `${name}[${index}]`));
  };
}

export function object<T>(schema: Schema<T>): Reader<Readonly<Partial<T>>> {
  return (value, name) => {
    if (typeof value === 'string') throw invalidRequest('Invalid object', { param: name });
    return readParameters(value, schema, name);
  };
}

function hasKey<T>(schema: Schema<T>, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(schema, key);
}
