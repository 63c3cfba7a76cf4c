/** Accounts at providers as rows of the platform: one belongs to one person, whichever business they sign in to. */
import type { Query } from '../../runtime/db/query.ts';
import { WriteConflict, type Change, type Store } from '../../runtime/actor/types.ts';
import { accountChanged } from '../domain/account.ts';
import type { LinkedIdentity, SocialProviderName } from '../domain/social.ts';

interface LinkedIdentityRow {
  id: string;
  version: bigint;
  identity_id: string;
  provider: SocialProviderName;
  issuer: string;
  subject: string;
  email: string;
  created_time: Date;
  used_time: Date | null;
}

const fromRow = (row: LinkedIdentityRow): LinkedIdentity => ({
  id: row.id,
  identityId: row.identity_id,
  provider: row.provider,
  issuer: row.issuer,
  subject: row.subject,
  email: row.email,
  created: row.created_time,
  used: row.used_time ?? undefined,
  version: row.version,
});

export const linkedIdentityStore: Store<LinkedIdentity> = {
  async load(query, loads) {
    const rows = await query.run<LinkedIdentityRow>('select * from linked_identity where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const change of changes) {
      if ((await write(query, change)) === 0) throw new WriteConflict(accountChanged());
    }
  },
};

async function write(query: Query, { key, before, after }: Change<LinkedIdentity>): Promise<number> {
  if (!after) return (await query.run('delete from linked_identity where id = $1 and version = $2 returning id', [key.id, before?.version])).length;
  const rows = before
    ? await query.run('update linked_identity set version = version + 1, used_time = $3 where id = $1 and version = $2 returning id', [after.id, before.version, after.used])
    : await query.run(
        `insert into linked_identity (id, identity_id, provider, issuer, subject, email, created_time, used_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
        [after.id, after.identityId, after.provider, after.issuer, after.subject, after.email, after.created, after.used],
      );
  return rows.length;
}

/** By its id, for reads outside turns. */
export async function findLinked(query: Query, id: string): Promise<LinkedIdentity | undefined> {
  const [row] = await query.run<LinkedIdentityRow>('select * from linked_identity where id = $1::uuid', [id]);
  return row && fromRow(row);
}

/** Those of a person, the oldest first. */
export async function linkedOf(query: Query, identityId: string): Promise<LinkedIdentity[]> {
  return (await query.run<LinkedIdentityRow>('select * from linked_identity where identity_id = $1::uuid order by created_time, id', [identityId])).map(fromRow);
}
