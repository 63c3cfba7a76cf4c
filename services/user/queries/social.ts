/** Reads of accounts at providers: which there may be, and the caller's own. */
import type { ListSocialProvidersRequest } from '#proto/berth/user/v1/social_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { linkedOf } from '../db/linked-identity-store.ts';
import { toLinkedIdentity, toSocialProvider } from '../social-mapping.ts';
import type { SocialProviders } from '../social/providers.ts';

/** `origins` are those of pages that providers lead back to. */
export const socialQueries = ({ names }: SocialProviders, origins: readonly string[]) => ({
  async listSocialProviders(_: View, { pageOrigin }: ListSocialProvidersRequest) {
    const leadsBack = pageOrigin === '' || origins.includes(pageOrigin);
    return { providers: leadsBack ? names.map(toSocialProvider) : [] };
  },
  async listLinkedIdentities({ caller, db }: View) {
    const { id } = await ownIdentity(db, caller);
    return { linkedIdentities: (await linkedOf(db, id)).map(toLinkedIdentity) };
  },
});
