/** Settings of the user service. */
import { duration, encryptionKeys, text } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';
import { configuredProviders, socialSettings, type ConfiguredProviders } from './social/settings.ts';

const schema = {
  runtime: runtimeSettings('user', 3001),
  /** Encrypts signing keys and the secrets of second factors, and makes refresh tokens and links. */
  encryptionKeys: encryptionKeys(),
  signingKeys: {
    /** How long a key signs access tokens. */
    rotateAfterMs: duration('SIGNING_KEY_ROTATE_AFTER', { min: '1h', max: '365d', fallback: '30d' }),
    /** How long a key is published before it signs: longer than anybody keeps the key set. */
    publishAheadMs: duration('SIGNING_KEY_PUBLISH_AHEAD', { min: '1s', max: '1d', fallback: '2m' }),
  },
  /** Domain that passkeys are bound to: that of the page, or one above it. */
  passkeyRpId: text('PASSKEY_RP_ID', 'the domain that passkeys are bound to', { fallback: 'localhost' }),
  /** Origins of pages that may use passkeys and to which providers send people back, separated by commas. */
  pageOrigins: text('ALLOWED_ORIGINS', 'origins, separated by commas', { fallback: 'http://localhost:8080' }),
  social: socialSettings,
};

export type UserConfig = Omit<SettingsOf<typeof schema>, 'social'> & { readonly social: ConfiguredProviders };

/** Throws a `SettingsError` that lists every bad setting. */
export function readUserConfig(env: Environment): UserConfig {
  const settings = readSettings(env, schema);
  return { ...settings, social: configuredProviders(settings.social) };
}
