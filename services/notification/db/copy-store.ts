/** The service's own copies of tenants and bookings: as new as the last event about them. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Booking, Tenant } from '../domain/facts.ts';

export const tenantStore: Store<Tenant> = {
  async load(query, loads) {
    const rows = await query.run<{ id: string; facts: Tenant }>('select id, facts from tenant where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map(({ id, facts }) => [id, facts]));
  },
  async save(query, changes) {
    const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, after, version, now }] : []));
    await query.run(
      `insert into tenant (tenant_id, id, version, facts, created_time, updated_time)
       select *, $5::timestamptz, $5::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::jsonb[])
       on conflict (tenant_id, id) do update set version = excluded.version, facts = excluded.facts, updated_time = excluded.updated_time`,
      [rows.map((r) => r.tenantId), rows.map((r) => r.after.id), rows.map((r) => r.version), rows.map((r) => JSON.stringify(r.after)), rows[0]?.now],
    );
  },
};

export const bookingStore: Store<Booking> = {
  async load(query, loads) {
    const rows = await query.run<{ id: string; facts: Booking }>('select id, facts from booking where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map(({ id, facts }) => [id, facts]));
  },
  async save(query, changes) {
    const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, after, version, now }] : []));
    await query.run(
      `insert into booking (tenant_id, id, version, customer_id, facts, created_time, updated_time)
       select *, $6::timestamptz, $6::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::jsonb[])
       on conflict (tenant_id, id) do update set version = excluded.version, facts = excluded.facts, updated_time = excluded.updated_time`,
      [
        rows.map((r) => r.tenantId), rows.map((r) => r.after.id), rows.map((r) => r.version), rows.map((r) => r.after.customer.id),
        rows.map((r) => JSON.stringify(r.after)), rows[0]?.now,
      ],
    );
  },
};
