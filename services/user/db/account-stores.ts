/** Identities (global), profiles and sessions as rows. */
import type { Query } from '../../runtime/db/query.ts';
import { WriteConflict, type Change, type Load, type Store } from '../../runtime/actor/types.ts';
import { emailTaken, type Identity, type Profile, type Session, type UserRole } from '../domain/account.ts';

interface IdentityRow {
  id: string;
  email_key: string;
  email: string;
  password_hash: string | null;
}

interface ProfileRow {
  id: string;
  version: bigint;
  email: string;
  display_name: string;
  phone_number: string;
  roles: UserRole[];
  created_time: Date;
}

interface SessionRow {
  id: string;
  user_id: string;
  generation: number;
  rotated_time: Date;
  expire_time: Date;
  revoked_time: Date | null;
}

const idsOf = (loads: readonly Load[]): string[] => loads.map(({ key }) => key.id);

/** Keyed by the e-mail's key, so that two registrations of one address meet. */
export const identityStore: Store<Identity> = {
  load: (query, loads) => loadIdentities(query, idsOf(loads)),
  async save(query, changes) {
    for (const { key, before, after, now } of changes) {
      if (!after || before) continue;
      const written = await query.run(
        `insert into identity (id, email_key, email, password_hash, created_time, updated_time) values ($1, $2, $3, $4, $5, $5)
         on conflict do nothing returning id`,
        [after.id, key.id, after.email, after.passwordHash, now],
      );
      if (written.length === 0) throw new WriteConflict(emailTaken());
    }
  },
};

/** Identities by e-mail key; also for reads outside turns. */
export async function loadIdentities(query: Query, emailKeys: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
  const rows = await query.run<IdentityRow>('select id, email_key, email, password_hash from identity where email_key = any($1::uuid[])', [emailKeys]);
  return new Map(rows.map((row) => [row.email_key, { id: row.id, email: row.email, passwordHash: row.password_hash ?? undefined }]));
}

export const profileStore: Store<Profile> = {
  async load(query, loads) {
    const rows = await query.run<ProfileRow>('select * from profile where id = any($1::uuid[])', [idsOf(loads)]);
    return new Map(rows.map((row) => [row.id, fromProfileRow(row)]));
  },
  save: saveProfiles,
};

/** One profile with its version, for reads outside turns. */
export async function findProfile(query: Query, id: string): Promise<{ profile: Profile; version: bigint } | undefined> {
  const [row] = await query.run<ProfileRow>('select * from profile where id = $1::uuid', [id]);
  return row && { profile: fromProfileRow(row), version: row.version };
}

const fromProfileRow = (row: ProfileRow): Profile => ({
  id: row.id,
  email: row.email,
  displayName: row.display_name,
  phoneNumber: row.phone_number,
  roles: row.roles,
  created: row.created_time,
});

async function saveProfiles(query: Query, changes: readonly Change<Profile>[]): Promise<void> {
  for (const { tenantId, after, version, now } of changes) {
    if (!after) continue;
    await query.run(
      `insert into profile (tenant_id, id, version, email, display_name, phone_number, roles, created_time, updated_time)
       values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9)
       on conflict (tenant_id, id) do update set version = excluded.version, email = excluded.email, display_name = excluded.display_name,
         phone_number = excluded.phone_number, roles = excluded.roles, updated_time = excluded.updated_time`,
      [tenantId, after.id, version, after.email, after.displayName, after.phoneNumber, after.roles, after.created, now],
    );
  }
}

export const sessionStore: Store<Session> = {
  async load(query, loads) {
    const rows = await query.run<SessionRow>('select * from session where id = any($1::uuid[])', [idsOf(loads)]);
    return new Map(rows.map((row) => [row.id, fromSessionRow(row)]));
  },
  save: saveSessions,
};

const fromSessionRow = (row: SessionRow): Session => ({
  id: row.id,
  userId: row.user_id,
  generation: row.generation,
  rotated: row.rotated_time,
  expires: row.expire_time,
  revoked: row.revoked_time ?? undefined,
});

async function saveSessions(query: Query, changes: readonly Change<Session>[]): Promise<void> {
  for (const { tenantId, after, version, now } of changes) {
    if (!after) continue;
    await query.run(
      `insert into session (tenant_id, id, version, user_id, generation, rotated_time, expire_time, revoked_time, created_time, updated_time)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
       on conflict (tenant_id, id) do update set version = excluded.version, generation = excluded.generation, rotated_time = excluded.rotated_time,
         revoked_time = excluded.revoked_time, updated_time = excluded.updated_time`,
      [tenantId, after.id, version, after.userId, after.generation, after.rotated, after.expires, after.revoked, now],
    );
  }
}
