/** Between Protobuf and the domain of accounts at providers. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SocialProvider, type LinkedIdentitySchema } from '#proto/berth/user/v1/social_service_pb.ts';
import { invalidField } from '../runtime/errors.ts';
import { toTypeId } from '../runtime/ids.ts';
import { SOCIAL_PROVIDERS, type LinkedIdentity, type SocialProviderName } from './domain/social.ts';

const PROVIDERS = { google: SocialProvider.GOOGLE, apple: SocialProvider.APPLE, facebook: SocialProvider.FACEBOOK } as const satisfies Record<SocialProviderName, SocialProvider>;

export const toSocialProvider = (name: SocialProviderName): SocialProvider => PROVIDERS[name];

export function fromSocialProvider(provider: SocialProvider): SocialProviderName {
  const name = SOCIAL_PROVIDERS.find((known) => PROVIDERS[known] === provider);
  if (!name) throw invalidField('provider', 'must be one that there is');
  return name;
}

export const toLinkedIdentity = ({ id, provider, email, created, used }: LinkedIdentity): MessageInitShape<typeof LinkedIdentitySchema> => ({
  id: toTypeId('lid', id),
  provider: PROVIDERS[provider],
  email,
  createTime: timestampFromDate(created),
  ...(used && { useTime: timestampFromDate(used) }),
});
