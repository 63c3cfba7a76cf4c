/** Access tokens of people: signed by the user service, for this API, unexpired, and never for a service. */
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { validate } from 'uuid';
import type { Caller, Role } from '#runtime/actor/types.ts';
import { Failure } from '#runtime/errors.ts';
import { type IdPrefix, tryTypeId } from '#runtime/ids.ts';
import type { Jwks } from './jwks.ts';

/** Gives the caller in a token; `UNAUTHENTICATED` says whether it is expired or bad, and no more. */
export type VerifyAccessToken = (token: string) => Promise<Caller>;

/** jose accepts tokens without any of these unless told otherwise. */
const PINNED = {
  algorithms: ['EdDSA'],
  issuer: 'berth',
  audience: 'berth-api',
  typ: 'at+jwt',
  requiredClaims: ['exp', 'iat', 'sub', 'tid', 'jti'],
  clockTolerance: 5,
};

export function accessTokenVerifier(jwks: Jwks): VerifyAccessToken {
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, jwks.key, PINNED);
      return callerIn(payload);
    } catch (error) {
      throw error instanceof errors.JOSEError ? refused(error) : error;
    }
  };
}

/** Roles that people have; a token that claims to be a service's loses the claim. */
const ROLES: readonly Role[] = ['user', 'provider', 'admin', 'operator'];

function callerIn({ tid, sub, roles }: JWTPayload): Caller {
  const tenantId = uuidOf('tnt', tid);
  const subject = uuidOf('usr', sub);
  if (tenantId === undefined || subject === undefined) throw refused(new errors.JWTInvalid('tid and sub must be ids'));
  const claimed: readonly unknown[] = Array.isArray(roles) ? roles : [];
  return { tenantId, subject, roles: ROLES.filter((role) => claimed.includes(role)) };
}

/** Claims may hold a TypeID or the plain uuid. */
function uuidOf(prefix: IdPrefix, claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined;
  return validate(claim) ? claim : tryTypeId(prefix, claim);
}

function refused(cause: errors.JOSEError): Failure {
  const expired = cause instanceof errors.JWTExpired;
  return new Failure({
    code: 'UNAUTHENTICATED',
    reason: expired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID',
    message: expired ? 'The access token has expired. Refresh the session.' : 'The access token is not valid here. Sign in again.',
    cause,
  });
}
