/**
 * Tokens of sessions. Access tokens are short JWTs. Refresh tokens are `<session>.<generation>.<mac>`: the MAC under a key
 * that never leaves this service makes them unforgeable, so no token is ever stored.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { importJWK, SignJWT, type JWK } from 'jose';
import { Failure } from '../runtime/errors.ts';
import { newId, toTypeId, tryTypeId } from '../runtime/ids.ts';
import { signInAgain, type UserRole } from './domain/account.ts';

/** The key that signs now; `jwk` is private. */
export interface SigningKey {
  readonly kid: string;
  readonly jwk: JWK;
}

export interface RefreshToken {
  readonly sessionId: string;
  readonly generation: number;
}

export interface Tokens {
  /** A bearer token of ten minutes and its end. */
  access(tenantId: string, userId: string, roles: readonly UserRole[]): Promise<{ token: string; expires: Date }>;
  refresh(tenantId: string, token: RefreshToken): string;
  /** What a refresh token says; `UNAUTHENTICATED` when it is not one of ours in this tenant. */
  readRefresh(tenantId: string, token: string): RefreshToken;
}

const ACCESS_MS = 10 * 60_000;

export async function createTokens({ kid, jwk }: SigningKey): Promise<Tokens> {
  const signingKey = await importJWK(jwk, 'EdDSA');
  if (typeof jwk.d !== 'string') throw new TypeError('the signing key is not private');
  const macKey = Buffer.from(hkdfSync('sha256', jwk.d, '', 'berth refresh tokens', 32));
  const mac = (tenantId: string, { sessionId, generation }: RefreshToken): Buffer =>
    createHmac('sha256', macKey).update(`${tenantId}\n${sessionId}\n${generation}`).digest();
  return {
    async access(tenantId, userId, roles) {
      const now = Math.floor(Date.now() / 1000);
      const expires = now + ACCESS_MS / 1000;
      const token = await new SignJWT({ tid: toTypeId('tnt', tenantId), roles: [...roles] })
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
    refresh: (tenantId, token) =>
      [toTypeId('sid', token.sessionId), token.generation, mac(tenantId, token).toString('base64url')].join('.'),
    readRefresh(tenantId, text) {
      const [session = '', generation = '', given = ''] = text.split('.');
      const sessionId = tryTypeId('sid', session);
      if (sessionId === undefined || !/^\d{1,9}$/.test(generation)) throw new Failure(signInAgain());
      const token = { sessionId, generation: Number(generation) };
      const expected = mac(tenantId, token);
      const actual = Buffer.from(given, 'base64url');
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) throw new Failure(signInAgain());
      return token;
    },
  };
}
