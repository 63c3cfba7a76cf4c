/** Who runs a business, read from the rows of its people and invitations: there is nothing of it to write. */
import type { Store } from '../../runtime/actor/types.ts';
import { INVITED_A_DAY } from '../domain/invitation.ts';
import type { Membership } from '../domain/membership.ts';

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
