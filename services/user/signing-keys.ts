/** The keys that access tokens are signed with: made at the first start, shared by all replicas through the database. */
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Query } from '../runtime/db/query.ts';
import { newId } from '../runtime/ids.ts';
import type { SigningKey } from './tokens.ts';

interface KeyRow {
  kid: string;
  private_jwk: JWK;
  public_jwk: JWK;
}

// The runtime holds 7_203_114 while it migrates and 7_203_115 for as long as a relay leads: ours must be another number.
const LOCK = 7_203_116;

/** The newest key that is not retired; makes one when there is none. */
export async function currentSigningKey(query: Query): Promise<SigningKey> {
  await query.run('select pg_advisory_xact_lock($1)', [LOCK]);
  const [row] = await query.run<KeyRow>('select * from signing_key where retired_time is null order by created_time desc limit 1');
  if (row) return { kid: row.kid, jwk: row.private_jwk };
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const kid = newId();
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  await query.run('insert into signing_key (kid, private_jwk, public_jwk) values ($1, $2::jsonb, $3::jsonb)', [kid, JSON.stringify(jwk), JSON.stringify(publicJwk)]);
  return { kid, jwk };
}

/** Public keys of every key whose tokens may still be good. */
export async function publicKeys(query: Query): Promise<JWK[]> {
  const rows = await query.run<KeyRow>(`select * from signing_key where retired_time is null or retired_time > now() - interval '1 hour'`);
  return rows.map(({ public_jwk }) => public_jwk);
}
