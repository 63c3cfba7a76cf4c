/** Settings of the admin service. */
import { port } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const schema = {
  runtime: runtimeSettings('admin', 3012),
  /** Where the embedded OTLP receiver listens. */
  otlpPort: port('OTLP_PORT', { fallback: 4318 }),
};

export type AdminConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readAdminConfig = (env: Environment): AdminConfig => readSettings(env, schema);
