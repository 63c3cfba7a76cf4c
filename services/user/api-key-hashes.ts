/**
 * What is stored of an API key's secret: a hash bound to the business and the key, so that a row copied elsewhere opens nothing. It is
 * fast and takes no key of ours: nobody guesses 256 random bits, and a change of keys would end keys that are seldom used.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface HashedKey {
  readonly tenantId: string;
  readonly id: string;
}

/** `digest` is that of the key's text. */
export const hashApiKey = (key: HashedKey, digest: Uint8Array): string => bytesOf(key, digest).toString('base64url');

/** Compares in constant time. */
export function matchesApiKey(key: HashedKey, digest: Uint8Array, hash: string): boolean {
  const [expected, actual] = [bytesOf(key, digest), Buffer.from(hash, 'base64url')];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const bytesOf = ({ tenantId, id }: HashedKey, digest: Uint8Array): Buffer =>
  createHash('sha256').update(`berth api keys\n${tenantId}\n${id}\n`).update(digest).digest();
