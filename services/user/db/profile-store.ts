/** Profiles as rows: a person in one business. */
import type { Query } from '../../runtime/db/query.ts';
import { WriteConflict, type Store } from '../../runtime/actor/types.ts';
import type { Profile, UserRole } from '../domain/account.ts';
import { erasedHere } from '../domain/erasure.ts';

interface ProfileRow {
  id: string;
  version: bigint;
  email: string;
  display_name: string;
  phone_number: string;
  roles: UserRole[];
  created_time: Date;
  updated_time: Date;
  guest: boolean;
}

const fromRow = (row: ProfileRow): Profile => ({
  id: row.id,
  email: row.email,
  displayName: row.display_name,
  phoneNumber: row.phone_number,
  roles: row.roles,
  created: row.created_time,
  updated: row.updated_time,
  guest: row.guest,
});

export const profileStore: Store<Profile> = {
  async load(query, loads) {
    const rows = await query.run<ProfileRow>('select * from profile where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version } of changes) {
      if (!after) continue;
      const written = await query.run(
        `insert into profile (tenant_id, id, version, email, display_name, phone_number, roles, created_time, updated_time, guest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (tenant_id, id) do update set version = excluded.version, email = excluded.email, display_name = excluded.display_name,
           phone_number = excluded.phone_number, roles = excluded.roles, updated_time = excluded.updated_time
         returning id`,
        [tenantId, after.id, version, after.email, after.displayName, after.phoneNumber, after.roles, after.created, after.updated, after.guest],
      );
      // By the guard of those who were erased.
      if (written.length === 0) throw new WriteConflict(erasedHere());
    }
  },
};

/** Guests of a business who gave an address, the first first. */
export async function guestsOf(query: Query, email: string, limit: number): Promise<readonly string[]> {
  return (await query.run<{ id: string }>('select id from profile where guest and email = $1 order by id limit $2::int', [email, limit])).map(({ id }) => id);
}

/** One profile with its version, for reads outside turns. */
export async function findProfile(query: Query, id: string): Promise<{ profile: Profile; version: bigint } | undefined> {
  const [row] = await query.run<ProfileRow>('select * from profile where id = $1::uuid', [id]);
  return row && { profile: fromRow(row), version: row.version };
}

/** People with more than a customer's role, by name, after a position. */
export async function findMembers(query: Query, [displayName, id]: readonly [displayName: string, id: string], limit: number): Promise<{ profile: Profile; version: bigint }[]> {
  const rows = await query.run<ProfileRow>(
    `select * from profile where roles && array['provider', 'admin'] and (display_name, id) > ($1, $2::uuid) order by display_name, id limit $3`,
    [displayName, id, limit],
  );
  return rows.map((row) => ({ profile: fromRow(row), version: row.version }));
}
