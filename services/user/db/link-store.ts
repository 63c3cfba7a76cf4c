/** Links of mails as rows; the tokens in them are not stored. A row stays: with a number that comes again, an old token would be good again. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { LinkPurpose, MailLink } from '../domain/mail-link.ts';

interface LinkRow {
  id: string;
  purpose: LinkPurpose;
  email: string;
  user_id: string | null;
  serial: number;
  sent_times: Date[];
  expire_time: Date;
  used_time: Date | null;
}

export const linkStore: Store<MailLink> = {
  load: (query, loads) => loadLinks(query, loads.map(({ key }) => key.id)),
  async save(query, changes) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      await query.run(
        `insert into mail_link (tenant_id, id, version, purpose, email, user_id, serial, sent_times, expire_time, used_time, created_time, updated_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz[], $9, $10, $11, $11)
         on conflict (tenant_id, id) do update set version = excluded.version, email = excluded.email, user_id = excluded.user_id, serial = excluded.serial,
           sent_times = excluded.sent_times, expire_time = excluded.expire_time, used_time = excluded.used_time, updated_time = excluded.updated_time`,
        [tenantId, after.id, version, after.purpose, after.email, after.userId, after.serial, after.sent, after.expires, after.used, now],
      );
    }
  },
};

/** Links by id; also for reads outside turns. */
export async function loadLinks(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, MailLink>> {
  const rows = await query.run<LinkRow>('select * from mail_link where id = any($1::uuid[])', [ids]);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        purpose: row.purpose,
        email: row.email,
        userId: row.user_id ?? undefined,
        serial: row.serial,
        sent: row.sent_times,
        expires: row.expire_time,
        used: row.used_time ?? undefined,
      },
    ]),
  );
}
