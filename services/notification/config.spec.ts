import { expect } from 'chai';
import { SettingsError } from '../runtime/config/settings.ts';
import { newId, toTypeId } from '../runtime/ids.ts';
import { createTestKeys } from '../runtime/testing/keys.ts';
import { readNotificationConfig } from './config.ts';
import { linksOf } from './mail/links.ts';

const keys = createTestKeys('notification');
const env = {
  DATABASE_URL: 'postgres://app@127.0.0.1/x',
  DATABASE_RELAY_URL: 'postgres://relay@127.0.0.1/x',
  INTERNAL_SIGNING_KEY: keys.signingKey('notification'),
  INTERNAL_JWKS: keys.jwks,
  SMTP_URL: 'smtp://127.0.0.1:2525',
};

describe('settings of the notification service', () => {
  it('need a mail server and have an answer for the rest', () => {
    expect(readNotificationConfig(env)).to.include({ mailFrom: 'bookings@berth.localhost', publicUrl: 'http://127.0.0.1:8080/t/{tenant}' });
    expect(() => readNotificationConfig({ ...env, SMTP_URL: '' })).to.throw(SettingsError, /SMTP_URL is not set/);
  });

  it('refuse an address that mails cannot come from and a page that is none', () => {
    expect(() => readNotificationConfig({ ...env, MAIL_FROM: 'Berth', PUBLIC_URL: 'berth.example' })).to.throw(SettingsError, /MAIL_FROM[^]*PUBLIC_URL/);
  });
});

describe('links', () => {
  it('lead to the tenant\'s own address', () => {
    const tenant = { id: '', slug: 'casa', name: '', locale: '', timeZone: '', brandColor: '', supportEmail: '' };
    const id = newId();
    expect(linksOf('https://{tenant}.berth.test/', tenant, { id })).to.deep.equal({
      shop: 'https://casa.berth.test/',
      booking: `https://casa.berth.test/bookings/${toTypeId('bkg', id)}`,
    });
  });
});
