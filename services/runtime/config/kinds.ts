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

const MIN_KEY_LENGTH = 32;

/** Keys that encrypt what is stored (`secrets/keyring.ts`), separated by commas: the first encrypts, all decrypt. */
export const encryptionKeys = (name = 'ENCRYPTION_KEYS'): Setting<readonly [string, ...string[]]> =>
  setting(name, `random texts of at least ${MIN_KEY_LENGTH} characters, separated by commas`, {}, (value) => {
    const [first, ...others] = value.split(',').map((key) => key.trim());
    return first !== undefined && [first, ...others].every((key) => key.length >= MIN_KEY_LENGTH) ? [first, ...others] : undefined;
  }, true);

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const durationMs = (text: string): number => {
  const [, number, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return Number(number) * (UNIT_MS[unit] ?? Number.NaN);
};

/** How long, such as `30s`, `10m`, `12h` or `30d`, within bounds written alike; in milliseconds. */
export function duration(name: string, { min, max, fallback }: { readonly min: string; readonly max: string; readonly fallback: string }): Setting<number> {
  return setting(name, `a time from ${min} to ${max}, such as ${fallback}`, { fallback: durationMs(fallback) }, (value) => {
    const ms = durationMs(value);
    return ms >= durationMs(min) && ms <= durationMs(max) ? ms : undefined;
  });
}

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
