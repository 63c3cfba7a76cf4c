/** Booking's own copy of offerings: as new as the last `offering.changed`. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import { money } from '../../runtime/money.ts';
import type { AddOn, Offering, OfferingKind, Variant } from '../domain/offering.ts';

interface OfferingRow {
  id: string;
  kind: OfferingKind;
  title: string;
  place: string;
  price_minor: bigint;
  currency: string;
  duration_minutes: number;
  time_zone: string;
  capacity: number;
  paid_online: boolean;
  hold_minutes: number;
  free_cancellation_hours: number;
  published: boolean;
  /** Unknown of a copy that is older than variants and add-ons here. */
  variants: StoredVariant[] | null;
  add_ons: StoredAddOn[] | null;
}

interface StoredVariant {
  readonly id: string;
  readonly name: string;
  /** Absent: the offering's. */
  readonly minor?: string;
}

interface StoredAddOn {
  readonly id: string;
  readonly name: string;
  readonly minor: string;
  readonly extraMinutes: number;
}

export const offeringStore: Store<Offering> = {
  load: async (query: Query, loads: readonly Load[]) => byId(await readRows(query, loads.map(({ key }) => key.id))),
  save,
};

/** Offerings by id, for reads outside turns; those of which the copy knows everything. */
export async function loadOfferings(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Offering>> {
  const rows = await readRows(query, ids);
  return byId(rows.filter(({ add_ons }) => add_ons !== null));
}

const readRows = (query: Query, ids: readonly string[]): Promise<OfferingRow[]> => query.run<OfferingRow>('select * from offering where id = any($1::uuid[])', [ids]);

const byId = (rows: readonly OfferingRow[]): ReadonlyMap<string, Offering> => new Map(rows.map((row) => [row.id, fromRow(row)]));

const fromRow = (row: OfferingRow): Offering => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  place: row.place,
  price: money(row.price_minor, row.currency),
  durationMinutes: row.duration_minutes,
  timeZone: row.time_zone,
  capacity: row.capacity,
  paidOnline: row.paid_online,
  holdMinutes: row.hold_minutes,
  freeCancellationHours: row.free_cancellation_hours,
  published: row.published,
  variants: (row.variants ?? []).map(({ id, name, minor }) => ({ id, name, price: minor === undefined ? undefined : money(BigInt(minor), row.currency) })),
  addOns: (row.add_ons ?? []).map(({ id, name, minor, extraMinutes }) => ({ id, name, price: money(BigInt(minor), row.currency), extraMinutes })),
});

const toVariants = (variants: readonly Variant[]): readonly StoredVariant[] =>
  variants.map(({ id, name, price }) => ({ id, name, ...(price && { minor: String(price.minor) }) }));

const toAddOns = (addOns: readonly AddOn[]): readonly StoredAddOn[] =>
  addOns.map(({ id, name, price, extraMinutes }) => ({ id, name, minor: String(price.minor), extraMinutes }));

async function save(query: Query, changes: readonly Change<Offering>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
  if (rows.length === 0) return;
  await query.run(
    `insert into offering (tenant_id, id, version, kind, title, place, price_minor, currency, duration_minutes, time_zone, capacity,
       paid_online, hold_minutes, free_cancellation_hours, published, variants, add_ons, created_time, updated_time)
     select *, $18::timestamptz, $18::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[],
       $8::text[], $9::int[], $10::text[], $11::int[], $12::boolean[], $13::int[], $14::int[], $15::boolean[], $16::jsonb[], $17::jsonb[])
     on conflict (tenant_id, id) do update set version = excluded.version, kind = excluded.kind, title = excluded.title, place = excluded.place,
       price_minor = excluded.price_minor, currency = excluded.currency, duration_minutes = excluded.duration_minutes,
       time_zone = excluded.time_zone, capacity = excluded.capacity, paid_online = excluded.paid_online, hold_minutes = excluded.hold_minutes,
       free_cancellation_hours = excluded.free_cancellation_hours, published = excluded.published, variants = excluded.variants, add_ons = excluded.add_ons, updated_time = excluded.updated_time`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.kind), rows.map((r) => r.title),
      rows.map((r) => r.place), rows.map((r) => r.price.minor), rows.map((r) => r.price.currency), rows.map((r) => r.durationMinutes),
      rows.map((r) => r.timeZone), rows.map((r) => r.capacity), rows.map((r) => r.paidOnline), rows.map((r) => r.holdMinutes),
      rows.map((r) => r.freeCancellationHours), rows.map((r) => r.published),
      rows.map((r) => JSON.stringify(toVariants(r.variants))), rows.map((r) => JSON.stringify(toAddOns(r.addOns))), rows[0]?.now,
    ],
  );
}
