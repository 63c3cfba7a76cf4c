/** Brands are called the same in every language. */
import { SocialProvider } from '@berth/sdk/browser';

const NAMES: ReadonlyMap<SocialProvider, string> = new Map([
  [SocialProvider.GOOGLE, 'Google'],
  [SocialProvider.APPLE, 'Apple'],
  [SocialProvider.FACEBOOK, 'Facebook'],
]);

/** Empty for one that this page does not know. */
export const providerName = (provider: SocialProvider): string => NAMES.get(provider) ?? '';
