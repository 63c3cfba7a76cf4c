/**
 * Access tokens of people: signed by the user service, for this API, unexpired, and never for a service. A token that was
 * good is remembered until it expires or the keys are fetched again, whichever is sooner.
 */
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { validate } from 'uuid';
import type { Caller, Role } from '#runtime/actor/types.ts';
import { Failure } from '#runtime/errors.ts';
import { type IdPrefix, tryTypeId } from '#runtime/ids.ts';
import { boundedMap } from '#runtime/rpc/bounded-map.ts';
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

const REMEMBERED = 10_000;

interface Verified {
  readonly caller: Caller;
  /** Seconds since 1970 at which the token is refused. */
  readonly ends: number;
}

/** `now` in milliseconds. */
export function accessTokenVerifier(jwks: Jwks, now: () => number = Date.now): VerifyAccessToken {
  let generation: object | undefined;
  let verified = boundedMap<string, Verified>(REMEMBERED);

  return async (token) => {
    const current = await jwks.generation();
    if (current !== generation) {
      generation = current;
      verified = boundedMap(REMEMBERED);
    }
    // The one in force when the check begins: a key that is fetched meanwhile must not find its verdict here.
    const known = verified;
    const before = known.get(token);
    if (before && Math.floor(now() / 1000) < before.ends) return before.caller;
    try {
      const { payload } = await jwtVerify(token, jwks.key, { ...PINNED, currentDate: new Date(now()) });
      const caller = callerIn(payload);
      known.set(token, { caller, ends: (payload.exp ?? 0) + PINNED.clockTolerance });
      return caller;
    } catch (error) {
      throw error instanceof errors.JOSEError ? refused(error) : error;
    }
  };
}

/** Roles that people have; a token that claims to be a service's loses the claim. */
const ROLES: readonly Role[] = ['user', 'provider', 'admin', 'operator'];

function callerIn({ tid, sub, roles, sid, guest }: JWTPayload): Caller {
  const tenantId = uuidOf('tnt', tid);
  const subject = uuidOf('usr', sub);
  if (tenantId === undefined || subject === undefined) throw refused(new errors.JWTInvalid('tid and sub must be ids'));
  const claimed: readonly unknown[] = Array.isArray(roles) ? roles : [];
  const session = uuidOf('sid', sid);
  const has = ROLES.filter((role) => claimed.includes(role) && (role === 'user' || guest !== true));
  return { tenantId, subject, roles: has, ...(session !== undefined && { session }), ...(guest === true && { guest }) };
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
