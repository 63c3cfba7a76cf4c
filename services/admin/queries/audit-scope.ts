/** Whose audit log a request is about: administrators have their own, operators any, and the platform's when they name none. */
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, PLATFORM_TENANT } from '../../runtime/ids.ts';

/** The log's tenant (uuid). `asked` is `tnt_…` or empty. */
export function auditScopeOf({ tenantId, roles }: Caller, asked: string): string {
  const wanted = asked === '' ? undefined : fromTypeId('tnt', asked, 'tenant_id');
  if (roles.includes('operator')) return wanted ?? PLATFORM_TENANT;
  if (wanted !== undefined && wanted !== tenantId) {
    throw new Failure({ code: 'PERMISSION_DENIED', reason: 'OTHER_TENANT', message: 'This account sees its own tenant only. Leave tenant_id out.' });
  }
  return tenantId;
}
