/** The kinds of settings there are; each says in words what it accepts. */
import type { Constant, Setting } from './settings.ts';

interface Options<T> {
  readonly fallback?: T;
}

function setting<T>(name: string, expected: string, options: Options<T>, parse: (text: string) => T | undefined, secret = false): Setting<T> {
  const { fallback } = options;
  return { kind: 'setting', name, expected, secret, parse, ...(fallback !== undefined && { fallback: { value: fallback } }) };
}

/** Any text. */
export const text = (name: string, expected = 'some text', options: Options<string> = {}): Setting<string> =>
  setting(name, expected, options, (value) => value);

/** Text that never shows up in a message. `check` throws an `Error` that says what the secret should be. */
export const secret = (name: string, expected = 'a secret', check: (value: string) => unknown = () => undefined): Setting<string> =>
  setting(name, expected, {}, (value) => (check(value), value), true);

/** A TCP port; 0 takes a free one. */
export const port = (name: string, options: Options<number> = {}): Setting<number> => integer(name, { min: 0, max: 65_535 }, options);

/** A whole number within bounds. */
export function integer(name: string, { min, max }: { readonly min: number; readonly max: number }, options: Options<number> = {}): Setting<number> {
  return setting(name, `a whole number from ${min} to ${max}`, options, (value) => {
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  });
}

/** `true` or `false`, also `1` or `0`. */
export const flag = (name: string, options: Options<boolean> = {}): Setting<boolean> =>
  setting(name, 'true or false', options, (value) => ({ true: true, '1': true, false: false, '0': false })[value.toLowerCase()]);

/** One of some words. */
export const oneOf = <const T extends string>(name: string, words: readonly T[], options: Options<NoInfer<T>> = {}): Setting<T> =>
  setting(name, `one of ${words.join(', ')}`, options, (value) => words.find((word) => word === value));

/** A URL of one of these schemes; it may hold a password, so its value shows up in no message. */
export function url(name: string, schemes: readonly string[], options: Options<string> = {}): Setting<string> {
  const expected = `a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  const accepts = (value: string): boolean => schemes.includes(URL.parse(value)?.protocol.slice(0, -1) ?? '');
  return setting(name, expected, options, (value) => (accepts(value) ? value : undefined), true);
}

/** `host:port`, such as `127.0.0.1:3006`. */
export const address = (name: string, options: Options<string> = {}): Setting<string> =>
  setting(name, 'host:port, such as 127.0.0.1:3006', options, (value) => (/^(\[[\da-f:]+\]|[^\s:/]+):\d{1,5}$/i.test(value) ? value : undefined));

/** Address of another service: `PAYMENT_SERVICE_ADDRESS` for `peer('payment', 3006)`, whose port it has on one machine. */
export const peer = (service: string, defaultPort: number): Setting<string> =>
  address(`${service.toUpperCase()}_SERVICE_ADDRESS`, { fallback: `127.0.0.1:${defaultPort}` });

/** `undefined` when it is not set. */
export const optional = <T>(inner: Setting<T>): Setting<T | undefined> => ({ ...inner, fallback: { value: undefined } });

/** A value that the environment does not change. */
export const constant = <T>(value: T): Constant<T> => ({ kind: 'constant', value });
