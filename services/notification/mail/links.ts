/** Where the buttons of mails lead. */
import { toTypeId } from '../../runtime/ids.ts';
import type { AccountMailKind } from '../domain/account-mail.ts';
import type { Booking, Tenant } from '../domain/facts.ts';
import type { Links } from '../templates/content.ts';

/** `publicUrl` is the page's address with `{tenant}` where the tenant's slug goes. */
export function linksOf(publicUrl: string, tenant: Tenant, { id }: Pick<Booking, 'id'>): Links {
  const shop = shopOf(publicUrl, tenant);
  return { shop: `${shop}/`, booking: `${shop}/bookings/${toTypeId('bkg', id)}` };
}

const PAGES = {
  verify_email: 'verify-email', reset_password: 'reset-password', password_changed: '', data_export_ready: 'account', erasure_requested: 'account', invitation: 'accept-invitation',
  passkey_added: '', passkey_removed: '', identity_linked: '', identity_unlinked: '', second_factor_enabled: '', second_factor_removed: '',
} as const satisfies Record<AccountMailKind, string>;

/** The token stands behind `#`: browsers send it to no server, so it gets into no log. */
export const accountLinkOf = (publicUrl: string, tenant: Tenant, kind: AccountMailKind, token?: string): string =>
  `${shopOf(publicUrl, tenant)}/${PAGES[kind]}${token === undefined ? '' : `#${token}`}`;

const shopOf = (publicUrl: string, { slug }: Tenant): string => publicUrl.replaceAll('{tenant}', encodeURIComponent(slug)).replace(/\/+$/, '');
