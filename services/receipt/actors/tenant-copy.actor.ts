/** The receipt service's copy of a tenant: the newest that the user service told. */
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import { tenantStore } from '../db/tenant-store.ts';
import type { Tenant } from '../domain/receipt.ts';

export interface TenantTold {
  readonly type: 'tenantTold';
  readonly tenant: Tenant;
}

export const tenantCopyActor = actor({
  name: 'tenant-copy',
  state: single<Tenant>('tenant', tenantStore),
  behaviour: { initial: undefined, evolve: (_: Tenant | undefined, event: TenantTold): Tenant | undefined => event.tenant },
});
