/** Reads of passkeys: the caller's own, and what browsers need to make or to ask for one. */
import type { View } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { passkeysOf } from '../db/passkey-store.ts';
import { findProfile } from '../db/profile-store.ts';
import { emailNotVerified } from '../domain/account.ts';
import { toPasskey } from '../mapping.ts';
import type { Passkeys } from '../passkeys.ts';

export const passkeyQueries = (passkeys: Passkeys) => ({
  async listPasskeys({ caller, db }: View) {
    const { id } = await ownIdentity(db, caller);
    return { passkeys: (await passkeysOf(db, id)).map(toPasskey) };
  },
  async beginPasskeyRegistration({ caller, db, now }: View) {
    const { id, email, verified } = await ownIdentity(db, caller);
    if (!verified) throw new Failure(emailNotVerified());
    const displayName = (await findProfile(db, id))?.profile.displayName ?? email;
    return { optionsJson: await passkeys.registrationOptions(caller.tenantId, { id, email, displayName }, await passkeysOf(db, id), now) };
  },
  beginPasskeySignIn: async ({ caller, now }: View) => ({ optionsJson: await passkeys.signInOptions(caller.tenantId, now) }),
});
