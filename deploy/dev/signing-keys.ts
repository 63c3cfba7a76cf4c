/** The Ed25519 keys by which the parts of one installation believe each other; `kid` names the signer. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { SecretStore } from './secrets.ts';

export interface SigningKeys {
  /** Value of INTERNAL_JWKS: everybody's public key. */
  readonly jwks: string;
  /** Value of INTERNAL_SIGNING_KEY by signer. */
  readonly privateKeys: ReadonlyMap<string, string>;
}

export function signingKeys(signers: readonly string[], secrets: SecretStore): SigningKeys {
  const privateKeys = new Map(signers.map((kid) => [kid, secrets.get(`signing-key.${kid}`, () => newKey(kid))]));
  const keys = [...privateKeys].map(([kid, jwk]) => ({ ...publicPart(jwk), kid }));
  return { jwks: JSON.stringify({ keys }), privateKeys };
}

function newKey(kid: string): string {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return JSON.stringify({ ...jwk, kid, alg: 'EdDSA', use: 'sig' });
}

const publicPart = (privateJwk: string) => createPublicKey({ key: JSON.parse(privateJwk), format: 'jwk' }).export({ format: 'jwk' });
