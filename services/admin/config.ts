/** Settings of the admin service. */
import { encryptionKeys, peer, port } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const schema = {
  runtime: runtimeSettings('admin', 3012),
  /** Where the embedded OTLP receiver listens. */
  otlpPort: port('OTLP_PORT', { fallback: 4318 }),
  /** What the ends of audit logs are sealed with. */
  encryptionKeys: encryptionKeys(),
  /** Services that operators reach, this one among them; each has its port on one machine. */
  services: {
    admin: peer('admin', 3012),
    booking: peer('booking', 3004),
    catalog: peer('catalog', 3002),
    integration: peer('integration', 3011),
    notification: peer('notification', 3008),
    payment: peer('payment', 3006),
    receipt: peer('receipt', 3007),
    user: peer('user', 3001),
  },
};

export type AdminConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readAdminConfig = (env: Environment): AdminConfig => readSettings(env, schema);
