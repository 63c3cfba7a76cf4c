/** Proof of a moment ago that it is the owner of the account who asks: what is asked for cannot be taken back, or goes to whoever holds the device. */
import type { ClientOrigin } from '#proto/berth/type/v1/client_origin_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure, reject } from '../../runtime/errors.ts';
import { wrongPassword } from '../actors/own-account.actor.ts';
import type { Attempts } from '../db/attempts.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { findSession } from '../db/session-store.ts';
import type { Identity } from '../domain/account.ts';
import { outlived } from '../domain/session.ts';
import { isRecent } from '../domain/social.ts';
import { fromOrigin } from '../mapping.ts';
import { verifyPassword } from '../passwords.ts';

/** The caller's identity, by their password, or by a session that was opened within ten minutes; raises `WRONG_PASSWORD` and `REAUTHENTICATION_REQUIRED`. */
export async function reauthenticated(attempts: Attempts, { caller, db, now }: View, { password, origin }: { readonly password: string; readonly origin?: ClientOrigin | undefined }): Promise<Identity> {
  const identity = await ownIdentity(db, caller);
  if (password !== '') {
    const attempt = await attempts.begin(identity.email, fromOrigin(origin));
    if (!(await attempt.checking(() => verifyPassword(identity.passwordHash, password)))) throw new Failure(wrongPassword());
    await attempt.succeeded();
    return identity;
  }
  const found = caller.session === undefined ? undefined : await findSession(db, caller.session);
  if (found?.session.userId !== identity.id || found.session.revoked || !outlived(found.session, found.owner) || !isRecent(found.session.created, now)) {
    throw new Failure(signInFirst());
  }
  return identity;
}

const signInFirst = () => reject('REAUTHENTICATION_REQUIRED', 'Give your password, or sign in again and ask within ten minutes.');
