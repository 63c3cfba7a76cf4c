/** Series as rows: written once, with the request that made them, and never changed. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { ConflictPolicy, Series, SkippedDate } from '../domain/series.ts';

interface SeriesRow {
  id: string;
  offering_id: string;
  customer_id: string;
  local_start: string;
  time_zone: string;
  recurrence: string;
  on_conflict: ConflictPolicy;
  skipped: SkippedDate[];
  request_principal: string | null;
  request_id: string | null;
  request_hash: Uint8Array | null;
  created_time: Date;
}

export const seriesStore: Store<Series> = {
  load: (query: Query, loads: readonly Load[]) => loadSeries(query, loads.map(({ key }) => key.id)),
  save,
};

/** Series of one tenant by id; also for reads outside turns. */
export async function loadSeries(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Series>> {
  const rows = await query.run<SeriesRow>('select * from booking_series where id = any($1::uuid[])', [ids]);
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
}

const fromRow = (row: SeriesRow): Series => ({
  id: row.id,
  offeringId: row.offering_id,
  customerId: row.customer_id,
  localStart: row.local_start,
  timeZone: row.time_zone,
  recurrence: row.recurrence,
  onConflict: row.on_conflict,
  skipped: row.skipped,
  created: row.created_time,
  request:
    row.request_principal === null || row.request_id === null || row.request_hash === null
      ? undefined
      : { principal: row.request_principal, id: row.request_id, bodyHash: row.request_hash },
});

/** The series that a request made. */
export async function seriesOfRequest(query: Query, principal: string, requestId: string): Promise<string | undefined> {
  const [row] = await query.run<{ id: string }>('select id from booking_series where request_principal = $1 and request_id = $2', [principal, requestId]);
  return row?.id;
}

/** A booking of a series, with what its row knows besides the domain. */
export interface MemberRow {
  readonly id: string;
  readonly version: bigint;
  readonly updated: Date;
}

/** The bookings of a series in the order of its dates. None joins or leaves it. */
export const membersOf = (query: Query, seriesId: string): Promise<MemberRow[]> =>
  query.run<MemberRow>('select id, version, updated_time as updated from booking where series_id = $1::uuid order by series_index', [seriesId]);

async function save(query: Query, changes: readonly Change<Series>[]): Promise<void> {
  for (const { tenantId, before, after, version, now } of changes) {
    if (before || !after) throw new TypeError('a series never changes');
    await query.run(
      `insert into booking_series (tenant_id, id, version, offering_id, customer_id, local_start, time_zone, recurrence, on_conflict, skipped,
         request_principal, request_id, request_hash, created_time, updated_time)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)`,
      [
        tenantId, after.id, version, after.offeringId, after.customerId, after.localStart, after.timeZone, after.recurrence, after.onConflict,
        JSON.stringify(after.skipped), after.request?.principal, after.request?.id, after.request && Buffer.from(after.request.bodyHash), now,
      ],
    );
  }
}
