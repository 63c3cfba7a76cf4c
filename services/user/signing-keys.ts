/**
 * The keys that access tokens are signed with. Rows of the database decide, by its clock, which key signs: all replicas agree,
 * and each looks at them often enough to know the next key before it signs.
 */
import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Database } from '../runtime/db/database.ts';
import type { Query } from '../runtime/db/query.ts';
import { newId } from '../runtime/ids.ts';
import type { Keyring, Sealer } from '../runtime/secrets/keyring.ts';
import { forgetSigningKeys, saveSigningKeys, signingKeysNow } from './db/signing-key-store.ts';
import { activationOf, publishedAt, rotationDue, type RotationRules, signerAt, type StoredSigningKey } from './domain/signing-key.ts';

/** The key that signs now. */
export interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
}

export interface SigningKeys {
  readonly rules: RotationRules;
  /** The key that signs now; makes the next one when it is due. */
  signer(): Promise<Signer>;
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

export function createSigningKeys({ relay }: Pick<Database, 'relay'>, keyring: Keyring, rules: RotationRules): SigningKeys {
  const sealer = signingKeySealer(keyring);
  const lookMs = Math.min(LOOK_MS, rules.publishAheadMs / 2);
  const opened = new Map<string, Promise<CryptoKey>>();
  let held: Held | undefined;
  let looking: Promise<Held> | undefined;

  async function load(): Promise<Held> {
    const time = performance.now();
    let { keys, now } = await signingKeysNow(relay);
    if (rotationDue(keys, now, rules) || keys.some(({ sealed }) => !sealed.startsWith(sealer.prefix))) {
      ({ keys, now } = await relay.transaction((query) => tend(query, sealer, rules)));
    }
    held = { keys, ahead: now.getTime() - time, time };
    return held;
  }
  const current = (): Promise<Held> => {
    if (held && performance.now() - held.time < lookMs) return Promise.resolve(held);
    looking ??= load().finally(() => (looking = undefined));
    return looking;
  };
  const open = ({ kid, sealed }: StoredSigningKey): Promise<CryptoKey> => {
    const found = opened.get(kid) ?? importPrivate(sealer.open([kid], sealed));
    opened.set(kid, found);
    return found;
  };

  return {
    rules,
    async signer() {
      const { keys, ahead } = await current();
      const key = signerAt(keys, new Date(performance.now() + ahead));
      if (!key) throw new TypeError('no key signs: the database\'s clock went back behind the first key');
      return { kid: key.kid, key: await open(key) };
    },
    make: () => makeSigningKey(sealer),
    look: () => void (held = undefined),
  };
}

/** Opens private halves, of whoever has the keys of the settings; their owner is the `kid`. */
export const signingKeySealer = (keyring: Keyring): Sealer => keyring.sealer('signing keys');

/** Makes the next key when it is due, once for all replicas, and encrypts anew what an older key of the settings encrypted. */
async function tend(query: Query, sealer: Sealer, rules: RotationRules): Promise<{ keys: StoredSigningKey[]; now: Date }> {
  await query.run('select pg_advisory_xact_lock($1)', [LOCK]);
  const { keys, now } = await signingKeysNow(query);
  const stale = keys.filter(({ sealed }) => !sealed.startsWith(sealer.prefix));
  await saveSigningKeys(query, stale.map((key) => ({ ...key, sealed: sealer.seal([key.kid], sealer.open([key.kid], key.sealed)) })));
  if (rotationDue(keys, now, rules)) {
    await forgetSigningKeys(query, keys, now);
    await saveSigningKeys(query, [{ ...(await makeSigningKey(sealer)), created: now, activates: activationOf(keys, now, rules) }]);
  }
  return signingKeysNow(query);
}

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
