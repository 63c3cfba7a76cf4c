/** Real Ed25519 keys for tests: as many signing services as are named, one key set of them all. */
import { generateKeyPairSync } from 'node:crypto';

export interface TestKeys {
  /** Value of `INTERNAL_JWKS`. */
  readonly jwks: string;
  /** Value of `INTERNAL_SIGNING_KEY` of one of the services. */
  signingKey(service: string): string;
}

/** Makes keys for these services. */
export function createTestKeys(...services: readonly string[]): TestKeys {
  const keys = new Map(services.map((kid) => [kid, { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid }]));
  const jwks = JSON.stringify({ keys: [...keys.values()].map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid })) });
  return {
    jwks,
    signingKey(service) {
      const key = keys.get(service);
      if (!key) throw new TypeError(`${service} is not among the services that have keys`);
      return JSON.stringify(key);
    },
  };
}
