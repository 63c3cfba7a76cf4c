/** Checks who someone is before a turn queues: hashing takes long and must not hold up others. */
import type { RegisterRequest, SignInRequest } from '#proto/berth/user/v1/user_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import type { Attempts } from '../db/attempts.ts';
import { loadIdentities } from '../db/identity-store.ts';
import { emailTaken, newIdentity, normalizeEmail, wrongCredentials, type Identity } from '../domain/account.ts';
import type { Origin } from '../domain/activity.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { emailKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import { hashPassword, isOutdated, verifyPassword } from '../passwords.ts';

/** Who may sign in, or why not: the turn tells either, and only then the caller. */
export interface Credentials {
  readonly tenantId: string;
  readonly email: string;
  readonly origin: Origin;
  readonly sessionId: string;
  readonly identity: Identity | undefined;
  /** A hash to keep in the place of one by older settings. */
  readonly rehash?: string | undefined;
}

export interface NewAccount extends Credentials {
  readonly identity: Identity;
}

export async function ownerOf({ db }: Pick<View, 'db'>, email: string): Promise<Identity | undefined> {
  const key = emailKey(email);
  return (await loadIdentities(db, [key])).get(key);
}

/** A new account, or the platform account of someone who knows its password joining another business. */
export async function prepareRegister(attempts: Attempts, { email, password, origin }: RegisterRequest, view: View): Promise<NewAccount> {
  const about = begin(email, origin, view);
  // Of an address that has an account it is a guess at its password as good as a sign-in.
  const attempt = await attempts.begin(about.email, about.origin);
  const owner = await ownerOf(view, about.email);
  if (owner && !(await verifyPassword(owner.passwordHash, password))) throw new Failure(emailTaken());
  if (!owner) checkPassword(password, about.email, 'password');
  const identity = owner ?? newIdentity({ id: newId(), email: about.email, passwordHash: await hashPassword(password) });
  await attempt.succeeded();
  return { ...about, identity };
}

/** The same work, and so about the same time, for an unknown address and a wrong password. */
export async function prepareSignIn(attempts: Attempts, { email, password, origin }: SignInRequest, view: View): Promise<Credentials> {
  const about = begin(email, origin, view);
  const attempt = await attempts.begin(about.email, about.origin);
  const owner = await ownerOf(view, about.email);
  const matches = await verifyPassword(owner?.passwordHash, password);
  if (!matches) return { ...about, identity: undefined };
  await attempt.succeeded();
  const rehash = isOutdated(owner?.passwordHash) ? await hashPassword(password) : undefined;
  return { ...about, identity: owner, rehash };
}

const begin = (email: string, origin: SignInRequest['origin'], { caller }: View): Omit<Credentials, 'identity'> => ({
  tenantId: caller.tenantId,
  email: normalizeEmail(email),
  origin: fromOrigin(origin),
  sessionId: newId(),
});

/** The refusal of a sign-in, the same for every cause. */
export const refused = (): Failure => new Failure(wrongCredentials());
