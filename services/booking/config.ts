/** Settings of the booking service. */
import { peer } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const schema = {
  runtime: runtimeSettings('booking', 3004),
  userAddress: peer('user', 3001),
  catalogAddress: peer('catalog', 3002),
  paymentAddress: peer('payment', 3006),
};

export type BookingConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readBookingConfig = (env: Environment): BookingConfig => readSettings(env, schema);
