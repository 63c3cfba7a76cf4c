/** Consents as rows, which are only ever added. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Consent, Purpose } from '../domain/consent.ts';

interface ConsentRow {
  id: string;
  user_id: string;
  purpose: Purpose;
  granted: boolean;
  text_version: string;
  source: string;
  booking_id: string | null;
  created_time: Date;
}

const fromRow = (row: ConsentRow): Consent => ({
  id: row.id,
  userId: row.user_id,
  purpose: row.purpose,
  granted: row.granted,
  textVersion: row.text_version,
  source: row.source,
  bookingId: row.booking_id ?? undefined,
  time: row.created_time,
});

export const consentStore: Store<Consent> = {
  async load(query, loads) {
    const rows = await query.run<ConsentRow>('select * from consent where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, before, after } of changes) {
      if (before || !after) continue;
      await query.run(
        `insert into consent (tenant_id, id, user_id, purpose, granted, text_version, source, booking_id, created_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [tenantId, after.id, after.userId, after.purpose, after.granted, after.textVersion, after.source, after.bookingId, after.time],
      );
    }
  },
};

/** A person's consents, newest first, from before `before` on. */
export async function consentsOf(query: Query, userId: string, before: readonly [time: string, id: string] | undefined, limit: number): Promise<Consent[]> {
  const rows = await query.run<ConsentRow>(
    `select * from consent where user_id = $1::uuid and ($2::timestamptz is null or (created_time, id) < ($2, $3::uuid)) order by created_time desc, id desc limit $4::int`,
    [userId, before?.[0], before?.[1], limit],
  );
  return rows.map(fromRow);
}
