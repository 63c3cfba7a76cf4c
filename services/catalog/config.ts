/** Settings of the catalogue service. */
import { runtimeSettings } from '#runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '#runtime/config/settings.ts';

const schema = { runtime: runtimeSettings('catalog', 3002) };

export type CatalogConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readCatalogConfig = (env: Environment): CatalogConfig => readSettings(env, schema);
