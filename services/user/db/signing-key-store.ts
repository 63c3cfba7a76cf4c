/** Signing keys as rows; private halves are encrypted before they come here. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { SealedRows } from '../../runtime/secrets/reseal.ts';
import { forgettable, type StoredSigningKey } from '../domain/signing-key.ts';

interface SigningKeyRow {
  kid: string;
  sealed_key: string;
  public_jwk: Record<string, unknown>;
  created_time: Date;
  activate_time: Date;
  revoked_time: Date | null;
}

type SealedKeyRow = Pick<SigningKeyRow, 'kid' | 'sealed_key'>;

const PAGE = 200;

/** All keys there are: they are one state, for the whole platform. */
export interface SigningKeySet {
  /** Of the set's only key, see `keys.ts`. */
  readonly id: string;
  readonly keys: readonly StoredSigningKey[];
}

const fromRow = (row: SigningKeyRow): StoredSigningKey => ({
  kid: row.kid,
  sealed: row.sealed_key,
  publicJwk: row.public_jwk,
  created: row.created_time,
  activates: row.activate_time,
  revoked: row.revoked_time ?? undefined,
});

export async function loadSigningKeys(query: Query): Promise<StoredSigningKey[]> {
  const rows = await query.run<SigningKeyRow>('select * from signing_key order by activate_time, kid');
  return rows.map(fromRow);
}

/** The same with the database's clock, by which keys take turns. */
export async function signingKeysNow(query: Query): Promise<{ keys: StoredSigningKey[]; now: Date }> {
  const [clock] = await query.run<{ now: Date }>('select now()');
  if (!clock) throw new TypeError('the database has no clock');
  return { keys: await loadSigningKeys(query), now: clock.now };
}

/** Of a key that there is already nothing changes but that it is revoked, for good: whoever writes may have read it before others did. */
export async function saveSigningKeys(query: Query, keys: readonly StoredSigningKey[]): Promise<void> {
  for (const { kid, sealed, publicJwk, created, activates, revoked } of keys) {
    await query.run(
      `insert into signing_key (kid, sealed_key, public_jwk, created_time, activate_time, revoked_time) values ($1, $2, $3::jsonb, $4, $5, $6)
       on conflict (kid) do update set revoked_time = coalesce(signing_key.revoked_time, excluded.revoked_time)`,
      [kid, sealed, JSON.stringify(publicJwk), created, activates, revoked],
    );
  }
}

/** Keys that an older key of the settings encrypted, for encrypting them anew. */
export const sealedSigningKeys = (query: Query): SealedRows<SealedKeyRow> => ({
  page: (prefix, after = '') =>
    query.run<SealedKeyRow>('select kid, sealed_key from signing_key where not starts_with(sealed_key, $1) and kid > $2 order by kid limit $3', [prefix, after, PAGE]),
  cursorOf: ({ kid }) => kid,
  ownerOf: ({ kid }) => [kid],
  sealedOf: ({ sealed_key: sealed }) => sealed,
  write: ({ kid, sealed_key: before }, sealed) => query.run('update signing_key set sealed_key = $3 where kid = $1 and sealed_key = $2', [kid, before, sealed]),
});

/** Takes away what nobody needs any more. */
export async function forgetSigningKeys(query: Query, keys: readonly StoredSigningKey[], now: Date): Promise<void> {
  const kids = forgettable(keys, now).map(({ kid }) => kid);
  if (kids.length > 0) await query.run('delete from signing_key where kid = any($1::text[])', [kids]);
}

export const signingKeyStore: Store<SigningKeySet> = {
  async load(query, loads) {
    const keys = await loadSigningKeys(query);
    return new Map(loads.map(({ key: { id } }) => [id, { id, keys }]));
  },
  async save(query, changes) {
    for (const { before, after } of changes) {
      const known = new Set(before?.keys);
      await saveSigningKeys(query, after?.keys.filter((key) => !known.has(key)) ?? []);
    }
  },
};
