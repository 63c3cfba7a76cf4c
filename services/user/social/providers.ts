/** The providers that this installation is set up for. */
import type { Tracer } from '@opentelemetry/api';
import { SOCIAL_PROVIDERS, type SocialProviderName } from '../domain/social.ts';
import { appleProvider } from './apple.ts';
import { facebookProvider } from './facebook.ts';
import { googleProvider } from './google.ts';
import { createOutbound } from './outbound.ts';
import type { SocialProvider } from './provider.ts';
import type { ConfiguredProviders } from './settings.ts';

export interface SocialProviders extends Disposable {
  readonly names: readonly SocialProviderName[];
  find(name: SocialProviderName): SocialProvider | undefined;
}

export function createSocialProviders({ google, apple, facebook }: ConfiguredProviders, tracer: Tracer): SocialProviders {
  const found = [
    ...(google ? [googleProvider(google, createOutbound({ name: 'Google', address: google.issuer, tracer }))] : []),
    ...(apple ? [appleProvider(apple, createOutbound({ name: 'Apple', address: apple.issuer, tracer }))] : []),
    ...(facebook ? [facebookProvider(facebook, createOutbound({ name: 'Facebook', address: facebook.graphAddress, tracer }))] : []),
  ];
  const byName = new Map(found.map((provider) => [provider.name, provider]));
  return {
    names: SOCIAL_PROVIDERS.filter((name) => byName.has(name)),
    find: (name) => byName.get(name),
    [Symbol.dispose]() {
      for (const provider of found) provider[Symbol.dispose]();
    },
  };
}
