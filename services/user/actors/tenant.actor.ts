/** Businesses: a slug names one of them, for good. */
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import { Failure } from '../../runtime/errors.ts';
import { derivedId, toTypeId } from '../../runtime/ids.ts';
import { slugTaken, tenantStore } from '../db/tenant-store.ts';
import { checkTenant, type Tenant, type TenantEvent } from '../domain/tenant.ts';
import { tenantKey } from '../keys.ts';
import { fromCreateTenant, toTenant } from '../mapping.ts';

/** One id for one slug: a repeated creation meets the first. */
const tenantIdOf = (slug: string): string => derivedId('tenant', slug);

export const tenantActor = actor({
  name: 'tenant',
  service: TenantService,
  state: single<Tenant>('tenant', tenantStore),
  behaviour: { initial: undefined, evolve: (_: Tenant | undefined, { tenant }: TenantEvent): Tenant | undefined => tenant },
  publish: ({ tenant }: TenantEvent) => ({
    key: tenantKey(tenant.id),
    subject: toTypeId('tnt', tenant.id),
    schema: TenantChangedSchema,
    payload: { tenant: toTenant(tenant, 1n) },
  }),
  commands: {
    createTenant: {
      // The event has to reach consumers as the new tenant's.
      tenant: ({ slug }) => tenantIdOf(slug),
      route: ({ slug }) => [tenantKey(tenantIdOf(slug))],
      turn(turn, request) {
        if (turn.state) throw new Failure(slugTaken(request.slug));
        const tenant = fromCreateTenant(request, tenantIdOf(request.slug), turn.now);
        checkTenant(tenant);
        turn.apply({ events: [{ type: 'tenantCreated', tenant }] });
        return { tenant: toTenant(tenant, turn.version(tenantKey(tenant.id))) };
      },
    },
  },
});
