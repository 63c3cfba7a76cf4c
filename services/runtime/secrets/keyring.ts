/**
 * Secrets at rest: encrypted with AES-256-GCM and bound to whom they belong to and what for, so that what is copied to another
 * row opens nothing. The first key of the settings encrypts and every key decrypts, so that keys can be changed one after the other.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts for one purpose. `owner` is whose secret it is (tenant, person, row): what was sealed for another does not open. */
export interface Sealer {
  /** Text without spaces, fit for a column or JSON; another one each time. */
  seal(owner: readonly string[], secret: Uint8Array | string): string;
  /** Throws an `UnsealError` when it was sealed for another owner or purpose, was changed, or its key is gone from the settings. */
  open(owner: readonly string[], sealed: string): Buffer;
  /** How text begins that the first key sealed; whatever begins otherwise is to be sealed anew before its key is taken away. */
  readonly prefix: string;
}

/** The keys of a service, from its setting `ENCRYPTION_KEYS`. */
export interface Keyring {
  /** `purpose` is a constant of the code: each has a key of its own, derived from the service's. */
  sealer(purpose: string): Sealer;
  /** Keys of 32 bytes for MACs of one purpose: make with the first, accept all. */
  macKeys(purpose: string): readonly [Buffer, ...Buffer[]];
}

/** A sealed secret did not open. Its text tells why and holds nothing of the secret. */
export class UnsealError extends Error {
  /** The settings lack its key, so that it opens again when that is added; else it was changed. */
  readonly keyGone: boolean;
  constructor(message: string, { keyGone = false, cause }: { readonly keyGone?: boolean; readonly cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'UnsealError';
    this.keyGone = keyGone;
  }
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const KEY_ID_BYTES = 6;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Of the format, so that another can follow. */
const VERSION = 's1';
/** Version and key. */
const PREFIX = /^s1\.[0-9a-f]{12}\.$/;

const derive = (key: string, purpose: string, bytes = KEY_BYTES): Buffer => Buffer.from(hkdfSync('sha256', key, '', purpose, bytes));

/** `keys` are random texts of at least 32 characters, the one to encrypt with first. */
export function createKeyring([first, ...others]: readonly [string, ...string[]]): Keyring {
  const entries = [first, ...others].map((key) => ({ key, id: derive(key, 'berth key id', KEY_ID_BYTES).toString('hex') }));
  const newest = `${VERSION}.${derive(first, 'berth key id', KEY_ID_BYTES).toString('hex')}.`;
  return {
    macKeys: (purpose) => [derive(first, purpose), ...others.map((key) => derive(key, purpose))],
    sealer(purpose) {
      const keys = new Map(entries.map(({ id, key }) => [`${VERSION}.${id}.`, derive(key, `berth sealing: ${purpose}`)]));
      const sealing = derive(first, `berth sealing: ${purpose}`);
      const boundTo = (prefix: string, owner: readonly string[]): Buffer => Buffer.from(JSON.stringify([prefix, purpose, ...owner]));
      return {
        prefix: newest,
        seal: (owner, secret) => newest + encrypt(sealing, boundTo(newest, owner), Buffer.from(secret)),
        open(owner, sealed) {
          const prefix = sealed.slice(0, sealed.lastIndexOf('.') + 1);
          const key = keys.get(prefix);
          if (!key && !PREFIX.test(prefix)) throw changed(purpose);
          if (!key) throw new UnsealError(`What is stored for ${purpose} was encrypted with a key that ENCRYPTION_KEYS does not hold any more: add it again, after the newest.`, { keyGone: true });
          return decrypt(key, boundTo(prefix, owner), sealed.slice(prefix.length), purpose);
        },
      };
    },
  };
}

const changed = (purpose: string, cause?: unknown): UnsealError =>
  new UnsealError(`What is stored for ${purpose} was changed, or belongs to another row: restore it.`, { cause });

function encrypt(key: Buffer, bound: Buffer, secret: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(bound);
  return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: Buffer, bound: Buffer, sealed: string, purpose: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(bound).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw changed(purpose, error);
  }
}
