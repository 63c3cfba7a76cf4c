/** Settings of the user service. */
import { duration, encryptionKeys, peer, text } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';
import type { S3ObjectStoreOptions } from '../runtime/objects/s3-object-store.ts';
import { s3Of, s3Settings } from '../runtime/objects/settings.ts';
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
  /** Services that keep something about people, besides this one. */
  participants: {
    booking: peer('booking', 3004),
    payment: peer('payment', 3006),
    receipt: peer('receipt', 3007),
    notification: peer('notification', 3008),
    integration: peer('integration', 3011),
  },
  /** How long an erasure can be taken back. */
  erasureGraceMs: duration('ERASURE_GRACE', { min: '0s', max: '30d', fallback: '7d' }),
  /** Where exports lie until they are fetched. */
  objectStore: s3Settings,
};

export type UserConfig = Omit<SettingsOf<typeof schema>, 'social' | 'objectStore'> & {
  readonly social: ConfiguredProviders;
  /** Absent: exports are kept in NATS. */
  readonly objectStore: S3ObjectStoreOptions | undefined;
};

/** Throws a `SettingsError` that lists every bad setting. */
export function readUserConfig(env: Environment): UserConfig {
  const settings = readSettings(env, schema);
  return { ...settings, social: configuredProviders(settings.social), objectStore: s3Of(settings.objectStore) };
}
