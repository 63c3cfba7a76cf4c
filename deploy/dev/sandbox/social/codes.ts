/** Authorization codes: good once, for one client, address and PKCE verifier. */
import { createHash, randomBytes } from 'node:crypto';
import type { SandboxPerson } from './people.ts';

/** What a browser was sent with. */
export interface Authorization {
  readonly person: SandboxPerson;
  readonly redirectUri: string;
  /** S256; empty when the client used none. */
  readonly challenge: string;
  readonly nonce: string;
}

export interface Codes {
  issue(authorization: Authorization): string;
  /** `undefined` unless all of it belongs together; the code is spent either way. */
  redeem(code: string, redirectUri: string, verifier: string): Authorization | undefined;
}

export function createCodes(): Codes {
  const codes = new Map<string, Authorization>();
  return {
    issue(authorization) {
      const code = randomBytes(24).toString('base64url');
      codes.set(code, authorization);
      return code;
    },
    redeem(code, redirectUri, verifier) {
      const found = codes.get(code);
      codes.delete(code);
      const proof = verifier === '' ? '' : createHash('sha256').update(verifier).digest('base64url');
      return found?.redirectUri === redirectUri && found.challenge === proof ? found : undefined;
    },
  };
}
