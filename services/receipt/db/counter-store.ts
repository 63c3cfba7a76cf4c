/** The last receipt number of a tenant's year: its row changes in the transaction that writes the receipt, so numbers have no gaps. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Counter } from '../domain/receipt.ts';

export const counterStore: Store<Counter> = {
  async load(query, loads) {
    const rows = await query.run<Counter>('select id, year, last from receipt_counter where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, row]));
  },
  async save(query, changes) {
    const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
    await query.run(
      `insert into receipt_counter (tenant_id, id, version, year, last, created_time, updated_time)
       select *, $6::timestamptz, $6::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[], $5::int[])
       on conflict (tenant_id, id) do update set version = excluded.version, last = excluded.last, updated_time = excluded.updated_time`,
      [rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.year), rows.map((r) => r.last), rows[0]?.now],
    );
  },
};
