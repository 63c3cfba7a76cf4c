/** Replaces ids by the objects they name, along the paths of `expand[]`; a path that leads nowhere is a 400. */
import { isJsonObject, type JsonObject } from '../../http/json-body.ts';
import type { Books } from '../books.ts';
import { invalidRequest } from '../model/payment-error.ts';
import type { FormFields } from './form.ts';
import { listOf, string } from './parameters.ts';

const EXPANDABLE = new Set([
  'balance_transaction',
  'charge',
  'customer',
  'failure_balance_transaction',
  'latest_charge',
  'payment_intent',
  'payment_method',
  'source',
]);

export function expand(body: unknown, fields: FormFields, books: Books): unknown {
  const given = fields.get('expand');
  const paths = given === undefined ? [] : listOf(string)(given, 'expand');
  return paths.reduce((value, path) => expandPath(value, path.split('.'), path, books), body);
}

function expandPath(value: unknown, [key, ...rest]: string[], path: string, books: Books): unknown {
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => expandPath(item, [key, ...rest], path, books));
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) throw unexpandable(path);
  const child = key === 'data' || key === 'refunds' ? value[key] : resolved(value, key, path, books);
  return { ...value, [key]: child === null ? null : expandPath(child, rest, path, books) };
}

function resolved(value: JsonObject, key: string, path: string, books: Books): unknown {
  if (!EXPANDABLE.has(key)) throw unexpandable(path);
  const id = value[key];
  return typeof id === 'string' ? (byId(id, books) ?? id) : id;
}

function byId(id: string, books: Books): object | undefined {
  const tables = [books.intents, books.charges, books.refunds, books.customers, books.methods, books.balance];
  for (const table of tables) {
    const found = table.get(id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unexpandable(path: string): Error {
  return invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
}
