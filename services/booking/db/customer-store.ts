/** Booking's own copy of people's profiles: as new as the last `user.created` or `user.updated`. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Customer } from '../domain/booking.ts';

interface CustomerRow {
  id: string;
  name: string;
  email: string;
  phone: string;
}

export const customerStore: Store<Customer> = {
  load: (query: Query, loads: readonly Load[]) => loadCustomers(query, loads.map(({ key }) => key.id)),
  save,
};

/** People by their uuid; also for reads outside turns. */
export async function loadCustomers(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
  const rows = await query.run<CustomerRow>('select id, name, email, phone from customer where id = any($1::uuid[])', [ids]);
  return new Map(rows.map(({ id, name, email, phone }) => [id, { id, name, email, phone }]));
}

async function save(query: Query, changes: readonly Change<Customer>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
  if (rows.length === 0) return;
  await query.run(
    `insert into customer (tenant_id, id, version, name, email, phone, created_time, updated_time)
     select *, $7::timestamptz, $7::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[])
     on conflict (tenant_id, id) do update set version = excluded.version, name = excluded.name, email = excluded.email, phone = excluded.phone,
       updated_time = excluded.updated_time`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.name), rows.map((r) => r.email),
      rows.map((r) => r.phone), rows[0]?.now,
    ],
  );
}
