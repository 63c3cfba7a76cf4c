/** Sessions as rows. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Session, SessionOwner } from '../domain/session.ts';

interface SessionRow {
  id: string;
  user_id: string;
  epoch: number;
  generation: number;
  rotated_time: Date;
  expire_time: Date;
  revoked_time: Date | null;
  created_time: Date;
  ip_address: string;
  user_agent: string;
}

const fromRow = (row: SessionRow): Session => ({
  id: row.id,
  userId: row.user_id,
  epoch: row.epoch,
  generation: row.generation,
  rotated: row.rotated_time,
  expires: row.expire_time,
  revoked: row.revoked_time ?? undefined,
  created: row.created_time,
  origin: { ipAddress: row.ip_address, userAgent: row.user_agent },
});

export const sessionStore: Store<Session> = {
  async load(query, loads) {
    const rows = await query.run<SessionRow>('select * from session where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      await query.run(
        `insert into session (tenant_id, id, version, user_id, epoch, generation, rotated_time, expire_time, revoked_time, ip_address, user_agent, created_time, updated_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (tenant_id, id) do update set version = excluded.version, generation = excluded.generation, rotated_time = excluded.rotated_time,
           revoked_time = excluded.revoked_time, updated_time = excluded.updated_time`,
        [
          tenantId, after.id, version, after.userId, after.epoch, after.generation, after.rotated, after.expires, after.revoked,
          after.origin.ipAddress, after.origin.userAgent, after.created, now,
        ],
      );
    }
  },
};

/** A session with what of its owner decides whether it is over. */
export interface OwnedSession {
  readonly session: Session;
  readonly owner: SessionOwner & { readonly emailKey: string };
}

interface OwnedRow extends SessionRow {
  email_key: string;
  owner_epoch: number;
  kept_session_id: string | null;
}

/** Sessions of a person that go on, the most recently used first; at most `limit`. */
export async function findOpenSessions(query: Query, userId: string, now: Date, limit: number): Promise<Session[]> {
  const rows = await query.run<SessionRow>(
    `select s.* from session s join identity i on i.id = s.user_id
     where s.user_id = $1::uuid and s.revoked_time is null and s.expire_time > $2 and (s.epoch = i.epoch or s.id = i.kept_session_id)
     order by s.rotated_time desc, s.id limit $3`,
    [userId, now, limit],
  );
  return rows.map(fromRow);
}

/** One session, for reads outside turns. */
export async function findSession(query: Query, id: string): Promise<OwnedSession | undefined> {
  const [row] = await query.run<OwnedRow>(
    `select s.*, i.email_key, i.epoch as owner_epoch, i.kept_session_id from session s join identity i on i.id = s.user_id where s.id = $1::uuid`,
    [id],
  );
  return row && { session: fromRow(row), owner: { epoch: row.owner_epoch, keptSessionId: row.kept_session_id ?? undefined, emailKey: row.email_key } };
}
