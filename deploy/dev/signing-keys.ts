/** The keys of one installation: Ed25519 ones by which its parts believe each other (`kid` names the signer), and those that encrypt what a part stores. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { SecretStore } from './secrets.ts';

export interface SigningKeys {
  /** Value of INTERNAL_JWKS: everybody's public key. */
  readonly jwks: string;
  /** Value of INTERNAL_SIGNING_KEY by signer. */
  readonly privateKeys: ReadonlyMap<string, string>;
  /** Value of ENCRYPTION_KEYS by part. */
  readonly encryptionKeys: ReadonlyMap<string, string>;
}

export function signingKeys(signers: readonly string[], secrets: SecretStore): SigningKeys {
  const privateKeys = new Map(signers.map((kid) => [kid, secrets.get(`signing-key.${kid}`, () => newKey(kid))]));
  const keys = [...privateKeys].map(([kid, jwk]) => ({ ...publicPart(jwk), kid }));
  const encryptionKeys = new Map(signers.map((part) => [part, secrets.get(`encryption-key.${part}`)]));
  return { jwks: JSON.stringify({ keys }), privateKeys, encryptionKeys };
}

function newKey(kid: string): string {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return JSON.stringify({ ...jwk, kid, alg: 'EdDSA', use: 'sig' });
}

const publicPart = (privateJwk: string) => createPublicKey({ key: JSON.parse(privateJwk), format: 'jwk' }).export({ format: 'jwk' });
