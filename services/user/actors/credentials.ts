/** Checks who someone is before a turn queues: hashing takes long and must not hold up others. */
import type { RegisterRequest, SignInRequest } from '#proto/berth/user/v1/user_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure, type Rejection } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import type { Attempts } from '../db/attempts.ts';
import { loadIdentities } from '../db/identity-store.ts';
import { emailTaken, newIdentity, normalizeEmail, wrongCredentials, type Identity } from '../domain/account.ts';
import type { Origin } from '../domain/activity.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { secondFactorRequired, wrongSecondFactor, type Proof } from '../domain/second-factor.ts';
import { emailKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import { hashPassword, isOutdated, verifyPassword } from '../passwords.ts';
import type { SecondFactors } from '../second-factors.ts';

/** Whoever calls to be let in. */
export interface Visitor {
  readonly tenantId: string;
  readonly email: string;
  readonly origin: Origin;
  readonly sessionId: string;
}

/** A visitor whose identity is proved. */
export interface Arrival extends Visitor {
  readonly identity: Identity;
  /** A hash to keep in the place of one by older settings. */
  readonly rehash?: string | undefined;
  /** What proved the second factor. */
  readonly proof?: Proof | undefined;
}

/** A visitor who is not let in: the turn tells that, and only then the caller. */
export interface Refused extends Visitor {
  readonly refusal: Rejection;
}

/** What checks credentials. */
export interface Gatekeeping {
  readonly attempts: Attempts;
  readonly factors: SecondFactors;
}

export async function ownerOf({ db }: Pick<View, 'db'>, email: string): Promise<Identity | undefined> {
  const key = emailKey(email);
  return (await loadIdentities(db, [key])).get(key);
}

/** A new account, or the platform account of someone who knows its password joining another business. */
export async function prepareRegister({ attempts }: Gatekeeping, { email, password, origin }: RegisterRequest, view: View): Promise<Arrival> {
  const visitor = visitorOf(email, origin, view);
  // Of an address that has an account it is a guess at its password as good as a sign-in.
  const attempt = await attempts.begin(visitor.email, visitor.origin);
  const owner = await ownerOf(view, visitor.email);
  const matches = owner && (await attempt.checking(() => verifyPassword(owner.passwordHash, password)));
  // Who has a second factor is asked for it by `SignIn`.
  if (owner && (!matches || owner.secondFactor?.confirmed)) throw new Failure(emailTaken());
  if (!owner) checkPassword(password, visitor.email, 'password');
  const identity = owner ?? newIdentity({ id: newId(), email: visitor.email, passwordHash: await hashPassword(password) });
  await attempt.succeeded();
  return { ...visitor, identity };
}

/** The same work, and so about the same time, for an unknown address and a wrong password. */
export async function prepareSignIn({ attempts, factors }: Gatekeeping, request: SignInRequest, view: View): Promise<Arrival | Refused> {
  const { email, password, origin, secondFactorCode } = request;
  const visitor = visitorOf(email, origin, view);
  const attempt = await attempts.begin(visitor.email, visitor.origin);
  const identity = await ownerOf(view, visitor.email);
  const matches = await attempt.checking(() => verifyPassword(identity?.passwordHash, password));
  if (!identity || !matches) return { ...visitor, refusal: wrongCredentials() };
  const second = proveSecondFactor(factors, identity, secondFactorCode, view.now);
  if ('refusal' in second) {
    // The first of the two steps in which those who have a second factor sign in.
    if (secondFactorCode === '') await attempt.undone();
    return { ...visitor, ...second };
  }
  await attempt.succeeded();
  const rehash = isOutdated(identity.passwordHash) ? await hashPassword(password) : undefined;
  return { ...visitor, identity, rehash, ...second };
}

/** What a code proves, when the account needs one. */
export function proveSecondFactor(factors: SecondFactors, { id, secondFactor }: Identity, code: string, now: Date): Pick<Arrival, 'proof'> | Pick<Refused, 'refusal'> {
  if (!secondFactor?.confirmed) return {};
  if (code === '') return { refusal: secondFactorRequired() };
  const proof = factors.prove(id, secondFactor, code, now);
  return proof ? { proof } : { refusal: wrongSecondFactor() };
}

const visitorOf = (email: string, origin: SignInRequest['origin'], { caller }: View): Visitor => ({
  tenantId: caller.tenantId,
  email: normalizeEmail(email),
  origin: fromOrigin(origin),
  sessionId: newId(),
});
