/** Checks who someone is before a turn queues: hashing takes long and must not hold up others. */
import type { RegisterRequest, SignInRequest } from '#proto/berth/user/v1/user_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { loadIdentities } from '../db/account-stores.ts';
import { emailTaken, normalizeEmail, type Identity } from '../domain/account.ts';
import { emailKey } from '../keys.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';

export interface SignIn {
  readonly tenantId: string;
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
}

export interface NewAccount extends SignIn {
  readonly passwordHash: string;
}

async function ownerOf(view: View, email: string): Promise<Identity | undefined> {
  const key = emailKey(email);
  return (await loadIdentities(view.db, [key])).get(key);
}

/** A new account, or the platform account of someone who knows its password joining another business. */
export async function prepareRegister({ email, password }: RegisterRequest, view: View): Promise<NewAccount> {
  const address = normalizeEmail(email);
  const owner = await ownerOf(view, address);
  if (owner && !(await verifyPassword(owner.passwordHash, password))) throw new Failure(emailTaken());
  const passwordHash = owner?.passwordHash ?? (await hashPassword(password));
  return { tenantId: view.caller.tenantId, userId: owner?.id ?? newId(), email: address, passwordHash, sessionId: newId() };
}

/** `UNAUTHENTICATED` in the same words and time for an unknown address and a wrong password. */
export async function prepareSignIn({ email, password }: SignInRequest, view: View): Promise<SignIn> {
  const address = normalizeEmail(email);
  const owner = await ownerOf(view, address);
  const matches = await verifyPassword(owner?.passwordHash, password);
  if (!owner || !matches) {
    throw new Failure({ code: 'UNAUTHENTICATED', reason: 'WRONG_CREDENTIALS', message: 'E-mail address or password is wrong.' });
  }
  return { tenantId: view.caller.tenantId, userId: owner.id, email: address, sessionId: newId() };
}
