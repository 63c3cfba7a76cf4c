/** Tokens that people get: access tokens are short JWTs; refresh tokens and those in mailed links are MACs, never stored. */
import { importJWK, SignJWT, type JWK } from 'jose';
import { newId, toTypeId } from '../runtime/ids.ts';
import type { UserRole } from './domain/account.ts';
import { linkInvalid } from './domain/mail-link.ts';
import { signInAgain } from './domain/session.ts';
import { numberedTokens, type NumberedTokens } from './numbered-tokens.ts';

/** The key that signs now; `jwk` is private. */
export interface SigningKey {
  readonly kid: string;
  readonly jwk: JWK;
}

/** Who a bearer token speaks for, and in which session. */
export interface Bearer {
  readonly userId: string;
  readonly roles: readonly UserRole[];
  readonly sessionId: string;
}

export interface Tokens {
  /** A bearer token of ten minutes and its end. */
  access(tenantId: string, user: Bearer): Promise<{ token: string; expires: Date }>;
  /** A session and its generation. */
  readonly refresh: NumberedTokens;
  /** A mailed link and its serial number. */
  readonly link: NumberedTokens;
}

const ACCESS_MS = 10 * 60_000;

export async function createTokens({ kid, jwk }: SigningKey): Promise<Tokens> {
  const signingKey = await importJWK(jwk, 'EdDSA');
  if (typeof jwk.d !== 'string') throw new TypeError('the signing key is not private');
  return {
    async access(tenantId, { userId, roles, sessionId }) {
      const now = Math.floor(Date.now() / 1000);
      const expires = now + ACCESS_MS / 1000;
      const token = await new SignJWT({ tid: toTypeId('tnt', tenantId), roles: [...roles], sid: toTypeId('sid', sessionId) })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
        .setIssuer('berth')
        .setAudience('berth-api')
        .setSubject(toTypeId('usr', userId))
        .setJti(newId())
        .setIssuedAt(now)
        .setExpirationTime(expires)
        .sign(signingKey);
      return { token, expires: new Date(expires * 1000) };
    },
    refresh: numberedTokens(jwk.d, 'berth refresh tokens', 'sid', signInAgain),
    link: numberedTokens(jwk.d, 'berth mailed links', 'lnk', linkInvalid),
  };
}
