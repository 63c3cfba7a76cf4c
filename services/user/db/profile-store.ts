/** Profiles as rows: a person in one business. */
import type { Query } from '../../runtime/db/query.ts';
import type { Store } from '../../runtime/actor/types.ts';
import type { Profile, UserRole } from '../domain/account.ts';

export interface ProfileRow {
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

export const fromProfileRow = (row: ProfileRow): Profile => ({
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
    return new Map(rows.map((row) => [row.id, fromProfileRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version } of changes) {
      if (!after) continue;
      await query.run(
        `insert into profile (tenant_id, id, version, email, display_name, phone_number, roles, created_time, updated_time, guest)
         values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10)
         on conflict (tenant_id, id) do update set version = excluded.version, email = excluded.email, display_name = excluded.display_name,
           phone_number = excluded.phone_number, roles = excluded.roles, updated_time = excluded.updated_time`,
        [tenantId, after.id, version, after.email, after.displayName, after.phoneNumber, after.roles, after.created, after.updated, after.guest],
      );
    }
  },
};

/** One profile with its version, for reads outside turns. */
export async function findProfile(query: Query, id: string): Promise<{ profile: Profile; version: bigint } | undefined> {
  const [row] = await query.run<ProfileRow>('select * from profile where id = $1::uuid', [id]);
  return row && { profile: fromProfileRow(row), version: row.version };
}
