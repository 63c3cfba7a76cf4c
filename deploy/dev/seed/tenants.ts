/** A business by its slug: created once, found ever after. */
import { fromTypeId } from '#runtime/ids.ts';
import { asOperator, requestIdOf, type Clients } from './clients.ts';
import type { Business } from './data/model.ts';
import { ifFound, patiently } from './patience.ts';

/** Its uuid. */
export async function ensureTenant({ tenants }: Clients, business: Business): Promise<string> {
  const { slug, name, tagline, timeZone, currencyCode, locale, brandColor, supportEmail, legalEntity } = business;
  const found = await ifFound(() => tenants.getTenant({ tenant: { case: 'slug', value: slug } }, { caller: asOperator }));
  const entity = { ...legalEntity, addressLines: [...legalEntity.addressLines] };
  const request = { slug, name, tagline, timeZone, currencyCode, locale, brandColor, supportEmail, legalEntity: entity };
  const requestId = requestIdOf('tenant', JSON.stringify(request));
  const { tenant } = found ?? (await patiently(() => tenants.createTenant(request, { caller: asOperator, requestId })));
  return fromTypeId('tnt', tenant?.id ?? '', 'tenant.id');
}
