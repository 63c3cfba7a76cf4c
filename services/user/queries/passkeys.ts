/** Reads of passkeys: the caller's own, and what browsers need to make or to ask for one. */
import type { View } from '../../runtime/actor/types.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { passkeysOf } from '../db/passkey-store.ts';
import { findProfile } from '../db/profile-store.ts';
import { toPasskey } from '../mapping.ts';
import type { Passkeys } from '../passkeys.ts';

export const passkeyQueries = (passkeys: Passkeys) => ({
  async listPasskeys({ caller, db }: View) {
    const { id } = await ownIdentity(db, caller);
    return { passkeys: (await passkeysOf(db, id)).map(toPasskey) };
  },
  async beginPasskeyRegistration({ caller, db, now }: View) {
    const { id, email } = await ownIdentity(db, caller);
    const displayName = (await findProfile(db, id))?.profile.displayName ?? email;
    return { optionsJson: await passkeys.registrationOptions(caller.tenantId, { id, email, displayName }, await passkeysOf(db, id), now) };
  },
  beginPasskeySignIn: async ({ caller, now }: View) => ({ optionsJson: await passkeys.signInOptions(caller.tenantId, now) }),
});
