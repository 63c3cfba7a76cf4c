/** Businesses: a slug names one of them, for good. */
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { TenantSettingsSchema } from '#proto/berth/user/v1/tenant_settings_pb.ts';
import { TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import { derivedId, toTypeId } from '../../runtime/ids.ts';
import { mergeMasked } from '../../runtime/rpc/update-mask.ts';
import { slugTaken, tenantStore } from '../db/tenant-store.ts';
import { checkTenant, invalidTenant, revise, type TenantEvent, type TenantState } from '../domain/tenant.ts';
import { tenantKey } from '../keys.ts';
import { needAdministrator } from './acting.ts';
import { fromTenantSettings, toTenant, toTenantSettings } from '../mapping.ts';

/** One id for one slug: a repeated creation meets the first. */
const tenantIdOf = (slug: string): string => derivedId('tenant', slug);

export const tenantActor = actor({
  name: 'tenant',
  service: TenantService,
  state: single<TenantState>('tenant', tenantStore),
  behaviour: { initial: undefined, evolve: (_: TenantState | undefined, { tenant }: TenantEvent): TenantState | undefined => tenant },
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
        const settings = fromTenantSettings(request);
        checkTenant(settings);
        const tenant = { ...settings, id: tenantIdOf(request.slug), created: turn.now, updated: turn.now, formerSlugs: [] };
        turn.apply({ events: [{ type: 'tenantCreated', tenant }] });
        return { tenant: toTenant(tenant, turn.version(tenantKey(tenant.id))) };
      },
    },
    updateTenant: {
      prepare: (_, { caller, db }) => needAdministrator(db, caller),
      route: (_, __, { caller }) => [tenantKey(caller.tenantId)],
      turn(turn, { settings, updateMask, etag }) {
        const key = tenantKey(turn.caller.tenantId);
        if (!turn.state) throw notFound('business', toTypeId('tnt', key.id));
        turn.expectEtag(key, etag);
        const base = toTenantSettings(turn.state);
        const merged = mergeMasked({ schema: TenantSettingsSchema, field: 'settings', base, change: settings, paths: updateMask?.paths ?? [], invalid: invalidTenant });
        const tenant = turn.apply(revise(turn.state, fromTenantSettings(merged), turn.now));
        return { tenant: tenant && toTenant(tenant, turn.version(key)) };
      },
    },
  },
});
