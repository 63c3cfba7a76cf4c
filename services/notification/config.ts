/** Settings of the notification service. */
import { peer, text, url } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, SettingsError, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const schema = {
  runtime: runtimeSettings('notification', 3008),
  receiptAddress: peer('receipt', 3007),
  userAddress: peer('user', 3001),
  smtpUrl: url('SMTP_URL', ['smtp', 'smtps']),
  mailFrom: text('MAIL_FROM', 'the address that mails come from', { fallback: 'bookings@berth.localhost' }),
  publicUrl: text('PUBLIC_URL', 'the address of the page', { fallback: 'http://127.0.0.1:8080/t/{tenant}' }),
};

export type NotificationConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export function readNotificationConfig(env: Environment): NotificationConfig {
  const config = readSettings(env, schema);
  const problems = [
    ...(/^[^\s@<>]+@[^\s@<>]+$/.test(config.mailFrom) ? [] : ['MAIL_FROM must be an e-mail address, such as bookings@example.com']),
    ...(/^https?:\/\/[^\s/]+/.test(config.publicUrl) ? [] : ['PUBLIC_URL must be an address such as https://{tenant}.example.com']),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  return config;
}
