/** Invitations as rows: the newest of each address. */
import type { Query } from '../../runtime/db/query.ts';
import type { Store } from '../../runtime/actor/types.ts';
import type { Invitation } from '../domain/invitation.ts';
import type { MemberRole } from '../domain/membership.ts';

interface InvitationRow {
  id: string;
  email: string;
  roles: MemberRole[];
  inviter_id: string;
  status: Invitation['status'];
  accepted_by: string | null;
  expire_time: Date;
  created_time: Date;
}

const fromRow = (row: InvitationRow): Invitation => ({
  id: row.id,
  email: row.email,
  roles: row.roles,
  inviterId: row.inviter_id,
  status: row.status,
  acceptedBy: row.accepted_by ?? undefined,
  created: row.created_time,
  expires: row.expire_time,
});

export const invitationStore: Store<Invitation> = {
  async load(query, loads) {
    const rows = await query.run<InvitationRow>('select * from invitation where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      await query.run(
        `insert into invitation (tenant_id, id, version, email, roles, inviter_id, status, accepted_by, expire_time, created_time, updated_time)
         values ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, $10, $11)
         on conflict (tenant_id, id) do update set version = excluded.version, roles = excluded.roles, inviter_id = excluded.inviter_id, status = excluded.status,
           accepted_by = excluded.accepted_by, expire_time = excluded.expire_time, created_time = excluded.created_time, updated_time = excluded.updated_time`,
        [tenantId, after.id, version, after.email, after.roles, after.inviterId, after.status, after.acceptedBy, after.expires, after.created, now],
      );
    }
  },
};

/** One invitation, for reads outside turns. */
export async function findInvitation(query: Query, id: string): Promise<Invitation | undefined> {
  const [row] = await query.run<InvitationRow>('select * from invitation where id = $1::uuid', [id]);
  return row && fromRow(row);
}

/** Invitations that can be accepted still, by address, after a position. */
export async function findPending(query: Query, now: Date, [email, id]: readonly [email: string, id: string], limit: number): Promise<Invitation[]> {
  const rows = await query.run<InvitationRow>(
    `select * from invitation where status = 'pending' and expire_time > $1 and (email, id) > ($2, $3::uuid) order by email, id limit $4`,
    [now, email, id, limit],
  );
  return rows.map(fromRow);
}
