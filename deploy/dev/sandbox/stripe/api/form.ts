/** Decodes the form encoding of Stripe's API, where brackets nest: `card[number]=1`, `expand[]=a`, `items[0][id]=b`. */
import { invalidRequest } from '../model/payment-error.ts';

export type FormValue = string | FormFields;
export interface FormFields extends ReadonlyMap<string, FormValue> {}

const DEPTH = 8;

export function decodeForm(encoded: URLSearchParams): FormFields {
  const root = new Map<string, FormValue>();
  for (const [key, value] of encoded) insert(root, pathOf(key), value, key);
  return root;
}

/** `a[b][0]` is the path a, b, 0; `a[]` numbers its entries itself. */
function pathOf(key: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key);
  if (match === null) throw invalidRequest(`Invalid parameter name: ${key}`, { code: 'parameter_unknown', param: key });
  const [, head = '', brackets = ''] = match;
  const path = [head, ...[...brackets.matchAll(/\[([^[\]]*)\]/g)].map(([, name = '']) => name)];
  if (path.length > DEPTH) throw invalidRequest(`Parameter ${key} is nested too deeply.`, { param: key });
  return path;
}

function insert(fields: Map<string, FormValue>, [head = '', ...rest]: string[], value: string, key: string): void {
  const name = head === '' ? String(fields.size) : head;
  const child = fields.get(name);
  if (child !== undefined && child instanceof Map === (rest.length === 0))
    throw invalidRequest(`Parameter ${key} is both a value and an object.`, { param: key });
  if (rest.length === 0) {
    fields.set(name, value);
    return;
  }
  const object = child instanceof Map ? child : new Map<string, FormValue>();
  fields.set(name, object);
  insert(object, rest, value, key);
}
