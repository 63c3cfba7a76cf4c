/** Internal tokens: who calls, for which tenant and which service, signed for at most a minute; nothing unsigned is believed. */
import { createPrivateKey } from 'node:crypto';
import { createLocalJWKSet, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { validate } from 'uuid';
import type { Caller, Role } from '../actor/types.ts';
import { type Clock, systemClock } from '../clock.ts';
import { Failure } from '../errors.ts';
import { newId, tryTypeId } from '../ids.ts';
import { boundedMap } from './bounded-map.ts';
import { readJwks, readSigningJwk, signerOf } from './jwk.ts';

/** `typ` of the header: a token made for anything else is refused. */
export const TOKEN_TYPE = 'berth-internal+jwt';

const LIFETIME_S = 60;
/** A cached token is handed out while this much of its life is left, so that it outlives the call's journey. */
const REUSE_MARGIN_S = 25;
const CACHED_TOKENS = 10_000;

/** Signs for one service. */
export interface TokenSigner {
  /** The service that signs. */
  readonly signer: string;
  /** A token with which `caller` may call the service `audience`. */
  sign(caller: Caller, audience: string): Promise<string>;
}

/** Verifies what others signed for this service. */
export interface TokenVerifier {
  /**
   * The caller in a token; `UNAUTHENTICATED` for every defect, worded alike. With `peer`, the service that the connection comes from, the token
   * must be that service's own: a stolen one is of no use elsewhere.
   */
  verify(token: string, peer?: string): Promise<Caller>;
}

interface CachedToken {
  readonly token: string;
  readonly expires: number;
}

interface Verified {
  readonly caller: Caller;
  /** Whose token it is. */
  readonly issuer: string | undefined;
  readonly expires: number;
}

const issuerOf = (kid: string): string => `berth:${signerOf(kid)}`;
const seconds = (clock: Pick<Clock, 'now'>): number => Math.floor(clock.now().getTime() / 1000);

/** A signer with a private JWK (Ed25519, `kid` names the service). Throws a readable error when it is none. */
export function createTokenSigner(privateJwkJson: string, clock: Pick<Clock, 'now'> = systemClock): TokenSigner {
  const jwk = readSigningJwk(privateJwkJson);
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  const cache = boundedMap<string, CachedToken>(CACHED_TOKENS);
  const issue = async ({ tenantId, subject, roles, session, scopes, guest }: Caller, audience: string): Promise<CachedToken> => {
    const now = seconds(clock);
    const extras = { ...(session !== undefined && { sid: session }), ...(scopes && { scopes: [...scopes] }), ...(guest && { guest }) };
    const token = await new SignJWT({ tid: tenantId, roles: [...roles], ...extras })
      .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid, typ: TOKEN_TYPE })
      .setIssuer(issuerOf(jwk.kid))
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + LIFETIME_S)
      .setJti(newId())
      .sign(key);
    return { token, expires: now + LIFETIME_S };
  };
  return {
    signer: signerOf(jwk.kid),
    async sign(caller, audience) {
      const name = JSON.stringify([audience, caller.tenantId, caller.subject, caller.roles, caller.session, caller.scopes, caller.guest]);
      const cached = cache.get(name);
      if (cached && cached.expires - seconds(clock) > REUSE_MARGIN_S) return cached.token;
      const fresh = await issue(caller, audience);
      cache.set(name, fresh);
      return fresh.token;
    },
  };
}

/** A verifier that believes the keys in `jwksJson`, for tokens made out to `audience`. */
export function createTokenVerifier(jwksJson: string, audience: string, clock: Pick<Clock, 'now'> = systemClock): TokenVerifier {
  const jwks = readJwks(jwksJson);
  const keys = createLocalJWKSet(jwks);
  const options = {
    // jose accepts tokens without any of these unless told otherwise.
    algorithms: ['EdDSA'],
    issuer: [...new Set(jwks.keys.map(({ kid }) => issuerOf(kid)))],
    audience,
    typ: TOKEN_TYPE,
    requiredClaims: ['exp', 'iat', 'sub', 'tid', 'roles', 'jti'],
    maxTokenAge: LIFETIME_S,
  };
  const cache = boundedMap<string, Verified>(CACHED_TOKENS);
  return {
    async verify(token, peer) {
      const cached = cache.get(token);
      if (cached && cached.expires > seconds(clock)) return ofPeer(cached, peer);
      const { payload, protectedHeader } = await jwtVerify(token, keys, { ...options, currentDate: clock.now() }).catch((error: unknown) => {
        throw refused(error);
      });
      // A service may speak in its own name only.
      if (payload.iss !== issuerOf(protectedHeader.kid ?? '')) throw refused(new errors.JWTInvalid('iss is not the owner of kid'));
      if (lifetimeOf(payload) > LIFETIME_S) throw refused(new errors.JWTInvalid('lives too long'));
      const verified = { caller: callerIn(payload), issuer: payload.iss, expires: payload.exp ?? 0 };
      cache.set(token, verified);
      return ofPeer(verified, peer);
    },
  };
}

function ofPeer({ caller, issuer }: Verified, peer: string | undefined): Caller {
  if (peer !== undefined && issuer !== issuerOf(peer)) throw refused(new errors.JWTInvalid('the connection is not the signer’s'));
  return caller;
}

const lifetimeOf = ({ iat = 0, exp = Infinity }: JWTPayload): number => exp - iat;

const ROLES: readonly Role[] = ['user', 'provider', 'admin', 'operator', 'service'];
const isRole = (role: unknown): role is Role => ROLES.some((known) => known === role);

function callerIn({ tid, sub, roles, sid, scopes, guest }: JWTPayload): Caller {
  const wellFormed = typeof tid === 'string' && validate(tid) && sub !== undefined && Array.isArray(roles) && roles.every(isRole);
  // Only services are `service:…`, and they are nothing else: a person never gets at what is meant for services.
  if (!wellFormed || roles.includes('service') !== sub.startsWith('service:')) throw refused(new errors.JWTInvalid('claims'));
  if (sid !== undefined && !(typeof sid === 'string' && validate(sid))) throw refused(new errors.JWTInvalid('sid'));
  // An API key without its scopes would be an administrator, and a person with some is none of ours.
  const isKey = tryTypeId('key', sub) !== undefined;
  const fits = isKey ? isScopes(scopes) && roles.every((role) => role === 'admin') : scopes === undefined;
  if (!fits) throw refused(new errors.JWTInvalid('scopes'));
  if (guest !== undefined && !(guest === true && validate(sub) && roles.every((role) => role === 'user'))) throw refused(new errors.JWTInvalid('guest'));
  return { tenantId: tid, subject: sub, roles, ...(sid !== undefined && { session: sid }), ...(isScopes(scopes) && { scopes }), ...(guest === true && { guest }) };
}

const isScopes = (scopes: unknown): scopes is readonly string[] => Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string');

function refused(cause: unknown): Failure {
  return new Failure({
    code: 'UNAUTHENTICATED',
    reason: 'INVALID_TOKEN',
    message: 'The call carries no valid internal token.',
    cause,
  });
}
