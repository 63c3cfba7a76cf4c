/**
 * API keys as text, `berth_key_<id>_<secret><checksum>`: secret scanners find them by their shape, they say which key they are, and
 * one that was mistyped or made up is told by its checksum before anybody is asked.
 */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { toTypeId, tryTypeId } from '../ids.ts';

/** What a key's text says. */
export interface ApiKeyText {
  /** The key's uuid. */
  readonly id: string;
  /** SHA-256 of the text: proves it without giving it away. */
  readonly digest: Uint8Array<ArrayBuffer>;
}

const BRAND = 'berth_';
const SECRET_BYTES = 32;
/** Digits that 256 and 32 bits take in base 62. */
const [SECRET_LENGTH, CHECKSUM_LENGTH] = [43, 6];
const SHAPE = /^berth_(?<id>key_[0-7][0-9a-hjkmnp-tv-z]{25})_[0-9A-Za-z]{49}$/;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** How the text of a key begins: all that is not secret. */
export const apiKeyPrefix = (id: string): string => `${BRAND}${toTypeId('key', id)}_`;

/** Whether a bearer token means to be an API key. */
export const isApiKey = (token: string): boolean => token.startsWith(BRAND);

/** A new secret of the key with this uuid: the text is shown once and kept nowhere. */
export function newApiKey(id: string): { readonly text: string; readonly digest: Uint8Array<ArrayBuffer> } {
  const body = `${apiKeyPrefix(id)}${base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_LENGTH)}`;
  const text = `${body}${checksumOf(body)}`;
  return { text, digest: digestOf(text) };
}

/** Reads a key; `undefined` when it has another shape or its checksum is wrong. Whether there is such a key it does not know. */
export function readApiKey(text: string): ApiKeyText | undefined {
  const id = tryTypeId('key', SHAPE.exec(text)?.groups?.['id'] ?? '');
  const body = text.slice(0, -CHECKSUM_LENGTH);
  if (id === undefined || checksumOf(body) !== text.slice(-CHECKSUM_LENGTH)) return undefined;
  return { id, digest: digestOf(text) };
}

const checksumOf = (body: string): string => base62(BigInt(crc32(body)), CHECKSUM_LENGTH);

const digestOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(createHash('sha256').update(text).digest());

function base62(value: bigint, length: number): string {
  let digits = '';
  for (let rest = value; digits.length < length; rest /= 62n) digits = `${DIGITS[Number(rest % 62n)]}${digits}`;
  return digits;
}
