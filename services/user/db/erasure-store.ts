/** Erasures as rows, one a person and business: they stay, and name the person by number alone. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Erasure, ErasureStatus, ErasureStep } from '../domain/erasure.ts';

interface ErasureRow {
  id: string;
  version: bigint;
  user_id: string;
  status: ErasureStatus;
  everywhere: boolean;
  cancel_bookings: boolean;
  requested_by: string;
  begin_time: Date;
  finish_time: Date | null;
  steps: ErasureStep[];
  created_time: Date;
}

const fromRow = (row: ErasureRow): Erasure => ({
  id: row.id,
  userId: row.user_id,
  status: row.status,
  everywhere: row.everywhere,
  cancelBookings: row.cancel_bookings,
  requestedBy: row.requested_by,
  begins: row.begin_time,
  requested: row.created_time,
  finished: row.finish_time ?? undefined,
  steps: row.steps,
});

export const erasureStore: Store<Erasure> = {
  async load(query, loads) {
    const rows = await query.run<ErasureRow>('select * from erasure where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      await query.run(
        `insert into erasure (tenant_id, id, version, user_id, status, everywhere, cancel_bookings, requested_by, begin_time, finish_time, steps, created_time, updated_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13)
         on conflict (tenant_id, id) do update set version = excluded.version, status = excluded.status, everywhere = excluded.everywhere,
           cancel_bookings = excluded.cancel_bookings, requested_by = excluded.requested_by, begin_time = excluded.begin_time, finish_time = excluded.finish_time,
           steps = excluded.steps, created_time = excluded.created_time, updated_time = excluded.updated_time`,
        [
          tenantId, after.id, version, after.userId, after.status, after.everywhere, after.cancelBookings, after.requestedBy, after.begins, after.finished,
          JSON.stringify(after.steps), after.requested, now,
        ],
      );
    }
  },
};

/** One erasure with its version, for reads outside turns. */
export async function findErasure(query: Query, id: string): Promise<{ readonly erasure: Erasure; readonly version: bigint } | undefined> {
  const [row] = await query.run<ErasureRow>('select * from erasure where id = $1::uuid', [id]);
  return row && { erasure: fromRow(row), version: row.version };
}
