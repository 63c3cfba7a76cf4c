/** Settings of the providers: one is offered when all of its settings are there; some of them alone stop the start. */
import { createPrivateKey } from 'node:crypto';
import { optional, secret, text, url } from '../../runtime/config/kinds.ts';
import { SettingsError, type SettingsOf } from '../../runtime/config/settings.ts';
import type { AppleSettings } from './apple.ts';
import type { FacebookSettings } from './facebook.ts';
import type { GoogleSettings } from './google.ts';
import { isLoopback } from './outbound.ts';

/** A file's line breaks may arrive as `\n` where a setting has one line. */
const toPem = (value: string): string => value.replaceAll('\\n', '\n');

function checkAppleKey(value: string): void {
  const expected = 'must be the content of the .p8 file: a P-256 key in PKCS #8';
  let curve: string | undefined;
  try {
    curve = createPrivateKey(toPem(value)).asymmetricKeyDetails?.namedCurve;
  } catch {
    throw new Error(expected);
  }
  if (curve !== 'prime256v1') throw new Error(expected);
}

const address = (name: string, fallback: string) => url(name, ['https', 'http'], { fallback });

export const socialSettings = {
  google: {
    clientId: optional(text('GOOGLE_CLIENT_ID', 'the client id')),
    clientSecret: optional(secret('GOOGLE_CLIENT_SECRET')),
    issuer: address('GOOGLE_ISSUER', 'https://accounts.google.com'),
  },
  apple: {
    clientId: optional(text('APPLE_CLIENT_ID', 'the id of the service')),
    teamId: optional(text('APPLE_TEAM_ID', 'the id of the team')),
    keyId: optional(text('APPLE_KEY_ID', 'the id of the key')),
    privateKey: optional(secret('APPLE_PRIVATE_KEY', 'the content of the .p8 file', checkAppleKey)),
    issuer: address('APPLE_ISSUER', 'https://appleid.apple.com'),
  },
  facebook: {
    appId: optional(text('FACEBOOK_APP_ID', 'the id of the app')),
    appSecret: optional(secret('FACEBOOK_APP_SECRET')),
    address: address('FACEBOOK_URL', 'https://www.facebook.com'),
    graphAddress: address('FACEBOOK_GRAPH_URL', 'https://graph.facebook.com'),
  },
};

export interface ConfiguredProviders {
  readonly google?: GoogleSettings;
  readonly apple?: AppleSettings;
  readonly facebook?: FacebookSettings;
}

/** The providers that are set up. Throws a `SettingsError` about halves. */
export function configuredProviders({ google, apple, facebook }: SettingsOf<typeof socialSettings>): ConfiguredProviders {
  const problems = [
    ...halfSet({ GOOGLE_CLIENT_ID: google.clientId, GOOGLE_CLIENT_SECRET: google.clientSecret }),
    ...halfSet({ APPLE_CLIENT_ID: apple.clientId, APPLE_TEAM_ID: apple.teamId, APPLE_KEY_ID: apple.keyId, APPLE_PRIVATE_KEY: apple.privateKey }),
    ...halfSet({ FACEBOOK_APP_ID: facebook.appId, FACEBOOK_APP_SECRET: facebook.appSecret }),
    ...insecure({ GOOGLE_ISSUER: google.issuer, APPLE_ISSUER: apple.issuer, FACEBOOK_URL: facebook.address, FACEBOOK_GRAPH_URL: facebook.graphAddress }),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  return {
    ...(google.clientId !== undefined && google.clientSecret !== undefined && { google: { ...google, clientId: google.clientId, clientSecret: google.clientSecret } }),
    ...(apple.clientId !== undefined && apple.teamId !== undefined && apple.keyId !== undefined && apple.privateKey !== undefined && {
      apple: { ...apple, clientId: apple.clientId, teamId: apple.teamId, keyId: apple.keyId, privateKey: toPem(apple.privateKey) },
    }),
    ...(facebook.appId !== undefined && facebook.appSecret !== undefined && { facebook: { ...facebook, appId: facebook.appId, appSecret: facebook.appSecret } }),
  };
}

function halfSet(settings: Readonly<Record<string, string | undefined>>): string[] {
  const missing = Object.keys(settings).filter((name) => settings[name] === undefined);
  return missing.length === Object.keys(settings).length ? [] : missing.map((name) => `${name} is not set, but others of the same provider are: set all or none`);
}

const insecure = (addresses: Readonly<Record<string, string>>): string[] =>
  Object.entries(addresses).flatMap(([name, value]) => (value.startsWith('https:') || isLoopback(value) ? [] : [`${name} must be https, unless it is on this machine`]));
