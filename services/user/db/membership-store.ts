/** Who runs a business, read from the rows of its people and invitations: there is nothing of it to write. */
import { postgresAnchors } from '../../runtime/actor/anchors.ts';
import type { Store } from '../../runtime/actor/types.ts';
import { INVITED_A_DAY } from '../domain/invitation.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Person } from '../../runtime/personal/personal-data.ts';
import type { Membership } from '../domain/membership.ts';
import { membershipKey, profileKey } from '../keys.ts';

export const membershipStore: Store<Membership> = {
  async load(query, loads) {
    const admins = await query.run<{ id: string }>(`select id from profile where roles @> array['admin']`);
    const invitations = await query.run<{ id: string; expire_time: Date }>(`select id, expire_time from invitation where status = 'pending'`);
    // Links that can be followed still are all that were sent within days.
    const invited = await query.run<{ sent: Date }>(
      `select sent from mail_link, unnest(sent_times) as sent where purpose = 'invitation' and expire_time > now() order by sent desc limit $1`,
      [INVITED_A_DAY.atMost],
    );
    const found = {
      admins: new Set(admins.map(({ id }) => id)),
      invitations: new Map(invitations.map(({ id, expire_time: expires }) => [id, expires])),
      invited: invited.map(({ sent }) => sent).toReversed(),
    };
    return new Map(loads.map(({ key }) => [key.id, { id: key.id, ...found }]));
  },
  save: () => Promise.resolve(),
};

/** A business (uuid) that knows a person. */
export interface KnownIn {
  readonly tenantId: string;
  /** Whether they work for it. */
  readonly staff: boolean;
  /** Whether it needs them: nobody else administers it, or it is the platform's, whose operators leave by no act of their own. */
  readonly needed: boolean;
}

const NEEDED = `(roles @> '{operator}' or roles @> '{admin}' and not exists (select from profile o where o.tenant_id = profile.tenant_id and o.id <> profile.id and o.roles @> '{admin}'))`;

/** All businesses that know a person. */
export async function membershipsOf(relay: Query, personId: string): Promise<KnownIn[]> {
  const rows = await relay.run<{ tenant_id: string; staff: boolean; needed: boolean }>(
    `select tenant_id, roles <> '{user}' as staff, ${NEEDED} as needed from profile where id = $1::uuid order by tenant_id`,
    [personId],
  );
  return rows.map(({ tenant_id: tenantId, ...about }) => ({ tenantId, ...about }));
}

/** Ends a person's roles in a business, as a turn on its membership would; false, and nothing happens, when it needs them. */
export async function leaveBusiness(query: Query, { tenantId, id }: Person, now: Date): Promise<boolean> {
  await postgresAnchors.lock(query, [{ tenantId, key: membershipKey(tenantId) }, { tenantId, key: profileKey(id) }], true);
  await query.run(`update profile set roles = '{user}', updated_time = $2 where id = $1::uuid and roles <> '{user}' and not ${NEEDED}`, [id, now]);
  return (await query.run(`select from profile where id = $1::uuid and roles <> '{user}'`, [id])).length === 0;
}
