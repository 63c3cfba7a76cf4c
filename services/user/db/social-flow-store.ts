/** Flows to providers, until they end. */
import type { Query } from '../../runtime/db/query.ts';
import type { Store } from '../../runtime/actor/types.ts';
import type { ProvedPerson, SocialFlow, SocialProviderName } from '../domain/social.ts';

interface FlowRow {
  id: string;
  provider: SocialProviderName;
  browser_hash: string;
  redirect_uri: string;
  proved: ProvedPerson | null;
  created_time: Date;
  expire_time: Date;
}

const fromRow = (row: FlowRow): SocialFlow => ({
  id: row.id,
  provider: row.provider,
  browserHash: row.browser_hash,
  redirectUri: row.redirect_uri,
  created: row.created_time,
  expires: row.expire_time,
  proved: row.proved ?? undefined,
});

export const socialFlowStore: Store<SocialFlow> = {
  async load(query, loads) {
    const rows = await query.run<FlowRow>('select * from social_flow where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, key, after } of changes) {
      if (!after) await query.run('delete from social_flow where tenant_id = $1 and id = $2', [tenantId, key.id]);
      else await write(query, tenantId, after);
    }
  },
};

const write = (query: Query, tenantId: string, flow: SocialFlow): Promise<unknown> =>
  query.run(
    `insert into social_flow (tenant_id, id, provider, browser_hash, redirect_uri, proved, created_time, expire_time)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
     on conflict (tenant_id, id) do update set proved = excluded.proved, expire_time = excluded.expire_time`,
    [tenantId, flow.id, flow.provider, flow.browserHash, flow.redirectUri, flow.proved && JSON.stringify(flow.proved), flow.created, flow.expires],
  );

/** By its id, for reads outside turns. */
export async function findFlow(query: Query, id: string): Promise<SocialFlow | undefined> {
  const [row] = await query.run<FlowRow>('select * from social_flow where id = $1::uuid', [id]);
  return row && fromRow(row);
}
