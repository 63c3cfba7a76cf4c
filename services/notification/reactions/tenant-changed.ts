/** Keeps the copy of a tenant as new as the user service's: mails carry its name, colour, language and address. */
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { tenantCopyActor } from '../actors/copies.actor.ts';
import { tenantKey } from '../keys.ts';
import { fromTenant } from '../mapping.ts';

export const tenantChanged = reaction({
  event: TenantChangedSchema,
  actor: tenantCopyActor,
  route: ({ tenant }, _, { tenantId }) => (tenant ? [tenantKey(tenantId)] : []),
  turn(turn, { tenant }, { tenantId }) {
    if (tenant) turn.apply({ events: [fromTenant(tenant, tenantId)] });
  },
});
