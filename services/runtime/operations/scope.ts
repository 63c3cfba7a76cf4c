/** Whose rows a caller of the operations RPCs sees: the platform's own tenant all of them, any other tenant its own. */
import type { Caller } from '../actor/types.ts';
import { Failure } from '../errors.ts';
import { fromTypeId, PLATFORM_TENANT } from '../ids.ts';

/** The tenant (uuid) to which a request is bound; nothing for all tenants. `asked` is the filter's `tnt_…` or empty. */
export function scopeOf({ tenantId }: Caller, asked = ''): string | undefined {
  const wanted = asked === '' ? undefined : fromTypeId('tnt', asked, 'filter.tenant_id');
  if (tenantId === PLATFORM_TENANT) return wanted;
  if (wanted !== undefined && wanted !== tenantId) {
    throw new Failure({ code: 'PERMISSION_DENIED', reason: 'OTHER_TENANT', message: 'This account sees its own tenant only. Leave filter.tenant_id out.' });
  }
  return tenantId;
}
