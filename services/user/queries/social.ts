/** Reads of accounts at providers: which there may be, and the caller's own. */
import type { View } from '../../runtime/actor/types.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { linkedOf } from '../db/linked-identity-store.ts';
import { toLinkedIdentity, toSocialProvider } from '../social-mapping.ts';
import type { SocialProviders } from '../social/providers.ts';

export const socialQueries = ({ names }: SocialProviders) => ({
  listSocialProviders: async () => ({ providers: names.map(toSocialProvider) }),
  async listLinkedIdentities({ caller, db }: View) {
    const { id } = await ownIdentity(db, caller);
    return { linkedIdentities: (await linkedOf(db, id)).map(toLinkedIdentity) };
  },
});
