/** Settings of the user service. */
import { optional, secret, text } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const MIN_KEY_LENGTH = 32;

const checkKey = (value: string): void => {
  if (value.length < MIN_KEY_LENGTH) throw new Error(`must have at least ${MIN_KEY_LENGTH} characters`);
};

const schema = {
  runtime: runtimeSettings('user', 3001),
  /** What the secrets of second factors are encrypted with; derived from the signing key when it is not set. */
  encryptionKey: optional(secret('ACCOUNT_ENCRYPTION_KEY', 'a random text of at least 32 characters', checkKey)),
  /** Domain that passkeys are bound to: that of the page, or one above it. */
  passkeyRpId: text('PASSKEY_RP_ID', 'the domain that passkeys are bound to', { fallback: 'localhost' }),
  /** Origins of pages that may use passkeys, separated by commas. */
  pageOrigins: text('ALLOWED_ORIGINS', 'origins, separated by commas', { fallback: 'http://localhost:8080' }),
};

export type UserConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readUserConfig = (env: Environment): UserConfig => readSettings(env, schema);
