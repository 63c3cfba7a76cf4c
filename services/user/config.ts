/** Settings of the user service. */
import { optional, secret } from '../runtime/config/kinds.ts';
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
};

export type UserConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readUserConfig = (env: Environment): UserConfig => readSettings(env, schema);
