/** Challenges that were used, until they end by themselves. */
import type { Store } from '../../runtime/actor/types.ts';
import type { SpentChallenge } from '../domain/account.ts';

export const challengeStore: Store<SpentChallenge> = {
  async load(query, loads) {
    const rows = await query.run<{ id: string; spent_time: Date }>('select id, spent_time from spent_challenge where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map(({ id, spent_time: time }) => [id, { id, time }]));
  },
  async save(query, changes) {
    for (const { tenantId, key, after } of changes) {
      if (after) await query.run('insert into spent_challenge (tenant_id, id, spent_time) values ($1, $2, $3)', [tenantId, key.id, after.time]);
      else await query.run('delete from spent_challenge where tenant_id = $1 and id = $2', [tenantId, key.id]);
    }
  },
};
