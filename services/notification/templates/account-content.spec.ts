import { expect } from 'chai';
import type { AccountMailKind } from '../domain/account-mail.ts';
import type { Tenant } from '../domain/facts.ts';
import { accountLinkOf } from '../mail/links.ts';
import { writeAccountMail } from './account-content.ts';

const tenant: Tenant = {
  id: 'tenant', slug: 'teatro', name: 'Teatro Azul', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '#0b6e8a', supportEmail: 'ola@teatro.example',
};
const link = { id: 'link', serial: 1, expires: '2026-11-22T14:36:00Z' };

describe('account mails', () => {
  it('say what the link does and until when', () => {
    const mail = writeAccountMail(tenant, { kind: 'reset_password', email: 'ana@example.com', displayName: 'Ana', link }, 'https://page');
    expect(mail).to.deep.include({ subject: 'Choose a new password: Teatro Azul', greeting: 'Hello Ana,', action: { label: 'Choose a password', url: 'https://page' } });
    expect(mail.paragraphs[1]).to.equal('The link works once, until 22 November 2026 at 14:36 (Europe/Lisbon).');
  });

  it('are written in every language, each with words of its own', () => {
    const kinds: readonly AccountMailKind[] = [
      'verify_email', 'reset_password', 'password_changed', 'invitation',
      'passkey_added', 'passkey_removed', 'identity_linked', 'identity_unlinked', 'second_factor_enabled', 'second_factor_removed',
    ];
    for (const kind of kinds) {
      const subjects = ['en-GB', 'pt-PT', 'ja-JP'].map((locale) => writeAccountMail({ ...tenant, locale }, { kind, email: '', displayName: '' }, '').subject);
      expect(new Set(subjects).size, kind).to.equal(3);
    }
  });

  it('say to who is invited why they get it, and nothing of an account', () => {
    const mail = writeAccountMail(tenant, { kind: 'invitation', email: 'bo@example.com', displayName: '', link }, 'https://page');
    expect(mail.footer[0]).to.equal('You receive this e-mail because Teatro Azul invited this address.');
    expect(JSON.stringify(mail)).to.not.match(/account/i);
  });

  it('carry the token where no server sees it', () => {
    const url = new URL(accountLinkOf('https://{tenant}.berth.test/', tenant, 'verify_email', 'lnk_1.1.mac'));
    expect([url.pathname, url.search, url.hash]).to.deep.equal(['/verify-email', '', '#lnk_1.1.mac']);
  });
});
