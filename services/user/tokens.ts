/** Tokens that people get: access tokens are short JWTs; refresh tokens and those in mailed links are MACs, never stored. */
import { SignJWT } from 'jose';
import { newId, toTypeId } from '../runtime/ids.ts';
import type { Keyring } from '../runtime/secrets/keyring.ts';
import type { UserRole } from './domain/account.ts';
import { linkInvalid } from './domain/mail-link.ts';
import { signInAgain } from './domain/session.ts';
import { ACCESS_MS } from './domain/signing-key.ts';
import { numberedTokens, type NumberedTokens } from './numbered-tokens.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Who a bearer token speaks for, and in which session. */
export interface Bearer {
  readonly userId: string;
  readonly roles: readonly UserRole[];
  readonly sessionId: string;
  readonly guest: boolean;
}

export interface Tokens {
  /** A bearer token of ten minutes and its end. */
  access(tenantId: string, user: Bearer): Promise<{ token: string; expires: Date }>;
  /** A session and its generation. */
  readonly refresh: NumberedTokens;
  /** A mailed link and its serial number. */
  readonly link: NumberedTokens;
}

export const createTokens = (signingKeys: Pick<SigningKeys, 'signer'>, keyring: Keyring): Tokens => ({
  async access(tenantId, { userId, roles, sessionId, guest }) {
    const { kid, key } = await signingKeys.signer();
    const now = Math.floor(Date.now() / 1000);
    const expires = now + ACCESS_MS / 1000;
    const token = await new SignJWT({ tid: toTypeId('tnt', tenantId), roles: [...roles], sid: toTypeId('sid', sessionId), ...(guest && { guest }) })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
      .setIssuer('berth')
      .setAudience('berth-api')
      .setSubject(toTypeId('usr', userId))
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(expires)
      .sign(key);
    return { token, expires: new Date(expires * 1000) };
  },
  refresh: numberedTokens(keyring, 'berth refresh tokens', 'sid', signInAgain),
  link: numberedTokens(keyring, 'berth mailed links', 'lnk', linkInvalid),
});
