/** Staff and resources with their schedules: one shape in two tables. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import { STAFF } from '../domain/bookable.ts';
import type { Bookable, DateOverride, WeeklyRule } from '../domain/schedule.ts';

/** Columns that both tables have. */
interface ScheduledRow {
  id: string;
  version: bigint;
  name: string;
  skills: string[];
  time_zone: string;
  weekly_hours: WeeklyRule[];
  date_overrides: DateOverride[];
}

export interface StaffRow extends ScheduledRow {
  offering_ids: string[];
}

export interface ResourceRow extends ScheduledRow {
  kind: string;
}

export const fromStaffRow = (row: StaffRow): Bookable => ({ ...fromScheduled(row), kind: STAFF, offeringIds: row.offering_ids });

export const fromResourceRow = (row: ResourceRow): Bookable => ({ ...fromScheduled(row), kind: row.kind, offeringIds: [] });

const fromScheduled = ({ id, name, skills, time_zone, weekly_hours, date_overrides }: ScheduledRow) => ({
  id, name, skills, schedule: { timeZone: time_zone, weekly: weekly_hours, overrides: date_overrides },
});

export const staffStore: Store<Bookable> = {
  async load(query: Query, loads: readonly Load[]) {
    const rows = await query.run<StaffRow>('select * from staff where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromStaffRow(row)]));
  },
  async save(query: Query, changes: readonly Change<Bookable>[]) {
    for (const change of changes) await (change.after ? saveStaff(query, change, change.after) : query.run('delete from staff where id = $1::uuid', [change.key.id]));
  },
};

export const resourceStore: Store<Bookable> = {
  async load(query: Query, loads: readonly Load[]) {
    const rows = await query.run<ResourceRow>('select * from resource where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromResourceRow(row)]));
  },
  async save(query: Query, changes: readonly Change<Bookable>[]) {
    for (const change of changes) await (change.after ? saveResource(query, change, change.after) : query.run('delete from resource where id = $1::uuid', [change.key.id]));
  },
};

/** Kinds of resources that the tenant has. */
export async function resourceKinds(query: Query): Promise<ReadonlySet<string>> {
  const rows = await query.run<{ kind: string }>('select distinct kind from resource');
  return new Set(rows.map(({ kind }) => kind));
}

const scheduledValues = ({ tenantId, version, now }: Change<Bookable>, { id, name, skills, schedule }: Bookable): unknown[] =>
  [tenantId, id, version, name, skills, schedule.timeZone, JSON.stringify(schedule.weekly), JSON.stringify(schedule.overrides), now];

const UPDATED = `version = excluded.version, name = excluded.name, skills = excluded.skills, time_zone = excluded.time_zone,
  weekly_hours = excluded.weekly_hours, date_overrides = excluded.date_overrides, updated_time = excluded.updated_time`;

const saveStaff = (query: Query, change: Change<Bookable>, after: Bookable) =>
  query.run(
    `insert into staff (tenant_id, id, version, name, skills, time_zone, weekly_hours, date_overrides, created_time, updated_time, offering_ids)
     values ($1, $2, $3, $4, $5::text[], $6, $7::jsonb, $8::jsonb, $9, $9, $10::uuid[])
     on conflict (tenant_id, id) do update set ${UPDATED}, offering_ids = excluded.offering_ids`,
    [...scheduledValues(change, after), after.offeringIds],
  );

const saveResource = (query: Query, change: Change<Bookable>, after: Bookable) =>
  query.run(
    `insert into resource (tenant_id, id, version, name, skills, time_zone, weekly_hours, date_overrides, created_time, updated_time, kind)
     values ($1, $2, $3, $4, $5::text[], $6, $7::jsonb, $8::jsonb, $9, $9, $10)
     on conflict (tenant_id, id) do update set ${UPDATED}, kind = excluded.kind`,
    [...scheduledValues(change, after), after.kind],
  );
