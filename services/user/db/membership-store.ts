/** Who runs a business, read from the rows of its people and invitations: there is nothing of it to write. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Membership } from '../domain/membership.ts';

export const membershipStore: Store<Membership> = {
  async load(query, loads) {
    const admins = await query.run<{ id: string }>(`select id from profile where roles @> array['admin']`);
    const invitations = await query.run<{ id: string; expire_time: Date }>(`select id, expire_time from invitation where status = 'pending'`);
    const found = {
      admins: new Set(admins.map(({ id }) => id)),
      invitations: new Map(invitations.map(({ id, expire_time: expires }) => [id, expires])),
    };
    return new Map(loads.map(({ key }) => [key.id, { id: key.id, ...found }]));
  },
  save: () => Promise.resolve(),
};
