/** Domains of a business as rows under row-level security; who owns a proved one is a row of the platform, of which there is one. */
import type { Query } from '../../runtime/db/query.ts';
import { WriteConflict, type Change, type Store } from '../../runtime/actor/types.ts';
import { domainTaken, type OwnDomain, type OwnDomains } from '../domain/own-domain.ts';

interface OwnDomainRow {
  name: string;
  challenge: string;
  created_time: Date;
  verified_time: Date | null;
}

export const ownDomainsStore: Store<OwnDomains> = {
  async load(query, loads) {
    const entries = loads.map(async ({ tenantId, key }) => [key.id, { id: key.id, domains: await findOwnDomains(query, tenantId) }] as const);
    return new Map(await Promise.all(entries));
  },
  async save(query, changes) {
    for (const change of changes) await saveChange(query, change);
  },
};

async function saveChange(query: Query, { tenantId, before, after, now }: Change<OwnDomains>): Promise<void> {
  const earlier = new Map(before?.domains.map((domain) => [domain.name, domain]));
  const later = new Map(after?.domains.map((domain) => [domain.name, domain]));
  const gone = [...earlier.keys()].filter((name) => !later.has(name));
  await query.run('delete from domain_owner where name = any($1::text[]) and business_id = $2', [gone, tenantId]);
  await query.run('delete from own_domain where tenant_id = $2 and name = any($1::text[])', [gone, tenantId]);
  for (const domain of later.values()) {
    const known = earlier.get(domain.name);
    if (!known) await insert(query, tenantId, domain, now);
    if (domain.verified && !known?.verified) await own(query, tenantId, domain);
  }
}

const insert = (query: Query, tenantId: string, { name, challenge, created }: OwnDomain, now: Date): Promise<unknown> =>
  query.run('insert into own_domain (tenant_id, name, challenge, created_time, updated_time) values ($1, $2, $3, $4, $5)', [tenantId, name, challenge, created, now]);

async function own(query: Query, tenantId: string, { name, verified }: OwnDomain): Promise<void> {
  const owned = await query.run('insert into domain_owner (name, business_id, verified_time) values ($1, $2, $3) on conflict do nothing returning name', [name, tenantId, verified]);
  if (owned.length === 0) throw new WriteConflict(domainTaken(name));
}

/** The business's domains, the oldest first; also for reads outside turns. */
export async function findOwnDomains(query: Query, tenantId: string): Promise<OwnDomain[]> {
  const rows = await query.run<OwnDomainRow>(
    `select d.name, d.challenge, d.created_time, o.verified_time from own_domain d
     left join domain_owner o on o.name = d.name and o.business_id = d.tenant_id
     where d.tenant_id = $1 order by d.created_time, d.name`,
    [tenantId],
  );
  return rows.map((row) => ({ name: row.name, challenge: row.challenge, created: row.created_time, verified: row.verified_time ?? undefined }));
}
