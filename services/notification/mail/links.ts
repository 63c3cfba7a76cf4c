/** Where the buttons of mails lead. */
import { toTypeId } from '../../runtime/ids.ts';
import type { Booking, Tenant } from '../domain/facts.ts';
import type { Links } from '../templates/content.ts';

/** `publicUrl` is the page's address with `{tenant}` where the tenant's slug goes. */
export function linksOf(publicUrl: string, { slug }: Tenant, { id }: Pick<Booking, 'id'>): Links {
  const shop = publicUrl.replaceAll('{tenant}', encodeURIComponent(slug)).replace(/\/+$/, '');
  return { shop: `${shop}/`, booking: `${shop}/bookings/${toTypeId('bkg', id)}` };
}
