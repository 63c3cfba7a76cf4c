/** Mails about accounts as rows. */
import type { Store } from '../../runtime/actor/types.ts';
import type { AccountMail, AccountMailKind } from '../domain/account-mail.ts';

interface AccountMailRow {
  id: string;
  kind: AccountMailKind;
  user_id: string | null;
  recipient: string;
  status: AccountMail['status'];
  reason: string;
  provider_reference: string;
  created_time: Date;
}

const fromRow = (row: AccountMailRow): AccountMail => ({
  id: row.id,
  kind: row.kind,
  userId: row.user_id ?? undefined,
  recipient: row.recipient,
  status: row.status,
  reason: row.reason,
  reference: row.provider_reference,
  created: row.created_time,
});

export const accountMailStore: Store<AccountMail> = {
  async load(query, loads) {
    const rows = await query.run<AccountMailRow>('select * from account_mail where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      await query.run(
        `insert into account_mail (tenant_id, id, version, kind, user_id, recipient, status, reason, provider_reference, created_time, updated_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (tenant_id, id) do update set version = excluded.version, status = excluded.status, reason = excluded.reason,
           provider_reference = excluded.provider_reference, updated_time = excluded.updated_time`,
        [tenantId, after.id, version, after.kind, after.userId, after.recipient, after.status, after.reason, after.reference, after.created, now],
      );
    }
  },
};
