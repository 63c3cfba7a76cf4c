/** Staff with their weekly hours. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Staff, WeeklyHours } from '../domain/staff.ts';

export interface StaffRow {
  id: string;
  version: bigint;
  name: string;
  time_zone: string;
  offering_ids: string[];
  weekly_hours: WeeklyHours[];
}

export const staffStore: Store<Staff> = { load, save };

async function load(query: Query, loads: readonly Load[]): Promise<ReadonlyMap<string, Staff>> {
  const rows = await query.run<StaffRow>('select * from staff where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
  return new Map(rows.map((row) => [row.id, fromStaffRow(row)]));
}

/** Everyone who serves an offering, by name; also for reads outside turns. */
export async function loadStaffOf(query: Query, offeringId: string): Promise<Staff[]> {
  const rows = await query.run<StaffRow>('select * from staff where $1::uuid = any(offering_ids) order by name, id', [offeringId]);
  return rows.map(fromStaffRow);
}

export const fromStaffRow = (row: StaffRow): Staff => ({
  id: row.id,
  name: row.name,
  timeZone: row.time_zone,
  offeringIds: row.offering_ids,
  hours: row.weekly_hours,
});

async function save(query: Query, changes: readonly Change<Staff>[]): Promise<void> {
  for (const { tenantId, after, version, now } of changes) {
    if (!after) continue;
    await query.run(
      `insert into staff (tenant_id, id, version, name, time_zone, offering_ids, weekly_hours, created_time, updated_time)
       values ($1, $2, $3, $4, $5, $6::uuid[], $7::jsonb, $8, $8)
       on conflict (tenant_id, id) do update set version = excluded.version, name = excluded.name, time_zone = excluded.time_zone,
         offering_ids = excluded.offering_ids, weekly_hours = excluded.weekly_hours, updated_time = excluded.updated_time`,
      [tenantId, after.id, version, after.name, after.timeZone, after.offeringIds, JSON.stringify(after.hours), now],
    );
  }
}
