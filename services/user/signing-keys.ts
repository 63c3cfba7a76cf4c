/**
 * The keys that access tokens are signed with. Rows of the database decide, by its clock, which key signs: all replicas agree,
 * and each looks at them often enough to know the next key before it signs.
 */
import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Database } from '../runtime/db/database.ts';
import type { Query } from '../runtime/db/query.ts';
import { newId } from '../runtime/ids.ts';
import type { Logger } from '../runtime/logger.ts';
import { type Keyring, type Sealer, UnsealError } from '../runtime/secrets/keyring.ts';
import { resealAll } from '../runtime/secrets/reseal.ts';
import { forgetSigningKeys, loadSigningKeys, saveSigningKeys, sealedSigningKeys, signingKeysNow } from './db/signing-key-store.ts';
import { activationOf, publishedAt, rotationDue, type RotationRules, signerAt, type StoredSigningKey } from './domain/signing-key.ts';

/** The key that signs now. */
export interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
}

export interface SigningKeys {
  readonly rules: RotationRules;
  /**
   * Encrypts anew what an older key of the settings encrypted, before anything is signed. Throws an `UnsealError` when the settings
   * lack the key of all that are stored: they are wrong, rather than one row.
   */
  reseal(): Promise<void>;
  /** The key that signs now, of those that open here; makes the next one when it is due. */
  signer(): Promise<Signer>;
  /** Whether the private half of a key opens here. */
  opens(key: Pick<StoredSigningKey, 'kid' | 'sealed'>): boolean;
  /** A new pair, not stored yet. */
  make(): Promise<NewSigningKey>;
  /** Looks at the rows again at the next use: they were changed. */
  look(): void;
}

export type NewSigningKey = Pick<StoredSigningKey, 'kid' | 'sealed' | 'publicJwk'>;

interface Held {
  readonly keys: readonly StoredSigningKey[];
  /** The database's clock ahead of this process's steady one, in milliseconds. */
  readonly ahead: number;
  readonly time: number;
}

// The runtime holds 7_203_114 while it migrates and 7_203_115 for as long as a relay leads: ours must be another number.
const LOCK = 7_203_116;
/** How old what a replica knows of the rows may be: a key that was revoked signs this much longer at most. */
const LOOK_MS = 5_000;

export function createSigningKeys({ relay }: Pick<Database, 'relay'>, keyring: Keyring, rules: RotationRules, logger: Pick<Logger, 'info' | 'error'>): SigningKeys {
  const sealer = signingKeySealer(keyring);
  const lookMs = Math.min(LOOK_MS, rules.publishAheadMs / 2);
  const opened = new Map<string, Promise<CryptoKey>>();
  const unreadable = new Map<string, UnsealError>();
  let held: Held | undefined;
  let looking: Promise<Held> | undefined;

  const open = ({ kid, sealed }: Pick<StoredSigningKey, 'kid' | 'sealed'>): Promise<CryptoKey> | undefined => {
    const found = opened.get(kid);
    if (found) return found;
    try {
      const key = importPrivate(sealer.open([kid], sealed));
      opened.set(kid, key);
      unreadable.delete(kid);
      return key;
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      if (!unreadable.has(kid)) logger.error({ err: error, kid }, 'a signing key does not open: others sign in its place');
      unreadable.set(kid, error);
      return undefined;
    }
  };
  const opens = (key: Pick<StoredSigningKey, 'kid' | 'sealed'>): boolean => open(key) !== undefined;
  /** Keys that may sign now or next: what nobody can check signs nothing. */
  const usable = (keys: readonly StoredSigningKey[], now: Date): StoredSigningKey[] => publishedAt(keys, now).filter(opens);

  /** Makes the next key when it is due, once for all replicas. */
  async function tend(query: Query): Promise<{ keys: StoredSigningKey[]; now: Date }> {
    await query.run('select pg_advisory_xact_lock($1)', [LOCK]);
    const { keys, now } = await signingKeysNow(query);
    const good = usable(keys, now);
    if (!rotationDue(good, now, rules)) return { keys, now };
    await forgetSigningKeys(query, keys, now);
    await saveSigningKeys(query, [{ ...(await makeSigningKey(sealer)), created: now, activates: activationOf(good, now, rules) }]);
    return signingKeysNow(query);
  }

  async function load(): Promise<Held> {
    const time = performance.now();
    let { keys, now } = await signingKeysNow(relay);
    if (rotationDue(usable(keys, now), now, rules)) ({ keys, now } = await relay.transaction(tend));
    held = { keys, ahead: now.getTime() - time, time };
    return held;
  }
  const current = (): Promise<Held> => {
    if (held && performance.now() - held.time < lookMs) return Promise.resolve(held);
    looking ??= load().finally(() => (looking = undefined));
    return looking;
  };

  return {
    rules,
    opens,
    async reseal() {
      const { resealed } = await resealAll(sealer, sealedSigningKeys(relay));
      if (resealed > 0) logger.info({ resealed }, 're-sealed signing keys');
      const keys = await loadSigningKeys(relay);
      const wrong = keys.filter((key) => !opens(key)).map(({ kid }) => unreadable.get(kid));
      const [first] = wrong;
      if (first && wrong.length === keys.length && wrong.every((error) => error?.keyGone)) throw first;
    },
    async signer() {
      const { keys, ahead } = await current();
      const now = new Date(performance.now() + ahead);
      const found = signerAt(usable(keys, now), now);
      const key = found && open(found);
      if (!key) throw new TypeError('no key signs: the database\'s clock went back behind the first key');
      return { kid: found.kid, key: await key };
    },
    make: () => makeSigningKey(sealer),
    look: () => void (held = undefined),
  };
}

/** Opens private halves, of whoever has the keys of the settings; their owner is the `kid`. */
export const signingKeySealer = (keyring: Keyring): Sealer => keyring.sealer('signing keys');

async function makeSigningKey(sealer: Sealer): Promise<NewSigningKey> {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const kid = newId();
  return {
    kid,
    sealed: sealer.seal([kid], JSON.stringify(await exportJWK(pair.privateKey))),
    publicJwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA', use: 'sig' },
  };
}

async function importPrivate(json: Buffer): Promise<CryptoKey> {
  const jwk: JWK = JSON.parse(json.toString());
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new TypeError('a signing key is not private');
  return key;
}

/** Public keys of every key whose tokens may be good, and of the one that signs next: straight from the rows. */
export async function publicKeys(query: Query): Promise<JWK[]> {
  const { keys, now } = await signingKeysNow(query);
  return publishedAt(keys, now).map(({ publicJwk }) => publicJwk);
}
