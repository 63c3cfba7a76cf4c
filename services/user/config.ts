/** Settings of the user service. */
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const schema = { runtime: runtimeSettings('user', 3001) };

export type UserConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readUserConfig = (env: Environment): UserConfig => readSettings(env, schema);
