/** Exports as rows: the newest of each person in a business. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { DataExport, ExportPart, ExportStatus } from '../domain/data-export.ts';

interface ExportRow {
  id: string;
  user_id: string;
  number: number;
  status: ExportStatus;
  parts: ExportPart[];
  size: bigint;
  sha256: string;
  ready_time: Date | null;
  expire_time: Date | null;
  created_time: Date;
}

const fromRow = (row: ExportRow): DataExport => ({
  id: row.id,
  userId: row.user_id,
  number: row.number,
  status: row.status,
  parts: row.parts,
  requested: row.created_time,
  ready: row.ready_time ?? undefined,
  expires: row.expire_time ?? undefined,
  size: Number(row.size),
  sha256: row.sha256,
});

export const dataExportStore: Store<DataExport> = {
  async load(query, loads) {
    const rows = await query.run<ExportRow>('select * from data_export where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      await query.run(
        `insert into data_export (tenant_id, id, version, user_id, number, status, parts, size, sha256, ready_time, expire_time, created_time, updated_time)
         values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13)
         on conflict (tenant_id, id) do update set version = excluded.version, number = excluded.number, status = excluded.status, parts = excluded.parts,
           size = excluded.size, sha256 = excluded.sha256, ready_time = excluded.ready_time, expire_time = excluded.expire_time,
           created_time = excluded.created_time, updated_time = excluded.updated_time`,
        [
          tenantId, after.id, version, after.userId, after.number, after.status, JSON.stringify(after.parts), after.size, after.sha256, after.ready, after.expires,
          after.requested, now,
        ],
      );
    }
  },
};

/** One export, for reads outside turns. */
export async function findExport(query: Query, id: string): Promise<DataExport | undefined> {
  const [row] = await query.run<ExportRow>('select * from data_export where id = $1::uuid', [id]);
  return row && fromRow(row);
}
