/** Calendars: only the stretches that the batch's turns touch are read; claims are inserted and deleted, never changed. */
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import { insertNew } from '../../runtime/actor/insert-new.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Calendar, Claim } from '../domain/place.ts';
import type { Span } from '../domain/local-time.ts';

export interface ClaimRow {
  tenant_id: string;
  id: string;
  resource_id: string;
  booking_id: string;
  starts: Date;
  ends: Date;
}

export const calendarStore: Store<Calendar> = { loadAcross, save };

async function loadAcross(query: Query, loads: readonly Load[]): Promise<readonly Calendar[]> {
  const timed = loads.flatMap((load) => windowsOf(load) ?? []);
  const untimed = loads.filter((load) => windowsOf(load) === undefined);
  const rows = [...(await claimsWithin(query, timed)), ...(await claimsToCome(query, untimed.map(({ key }) => key.id)))];
  // A long claim may reach into several windows.
  const each = new Map(rows.map((row) => [row.id, row]));
  const claims = Map.groupBy(each.values(), ({ tenant_id, resource_id }) => `${tenant_id}/${resource_id}`);
  return loads.map(({ tenantId, key }) => ({ id: key.id, claims: (claims.get(`${tenantId}/${key.id}`) ?? []).map(fromRow) }));
}

/** A stretch of a calendar. */
interface Window extends Span {
  readonly tenantId: string;
  readonly resourceId: string;
}

/** What a command says in its `window` about the calendars that its turn looks at. */
export interface CalendarWindow {
  readonly spans: readonly Span[];
}

/** What the turns on a calendar need of it, when all of them say so. */
function windowsOf({ tenantId, key, turns }: Load): readonly Window[] | undefined {
  const windows = turns.map(({ window }) => window);
  return windows.every(isCalendarWindow) ? merged(windows.flatMap(({ spans }) => spans)).map((span) => ({ tenantId, resourceId: key.id, ...span })) : undefined;
}

// Claims of a lane do not overlap and all claims are in one lane: of those that begin before a window, only the last can reach into it.
// Comparisons of btree columns, since row-level security keeps range operators from using their index.
const WITHIN = `
  select c.tenant_id, c.id, c.resource_id, c.booking_id, c.starts, c.ends
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) as w (tenant_id, resource_id, window_start, window_end),
  lateral (
    (select * from claim where tenant_id = w.tenant_id and resource_id = w.resource_id and starts < w.window_start order by starts desc limit 1)
    union all
    select * from claim where tenant_id = w.tenant_id and resource_id = w.resource_id and starts >= w.window_start and starts < w.window_end
  ) c where c.ends > w.window_start order by c.starts`;

async function claimsWithin(query: Query, windows: readonly Window[]): Promise<ClaimRow[]> {
  if (windows.length === 0) return [];
  return query.run<ClaimRow>(WITHIN, [
    windows.map(({ tenantId }) => tenantId), windows.map(({ resourceId }) => resourceId),
    windows.map(({ from }) => from), windows.map(({ to }) => to),
  ]);
}

/** For turns that do not know their time: what is over can neither be taken nor given back. */
async function claimsToCome(query: Query, ids: readonly string[]): Promise<ClaimRow[]> {
  if (ids.length === 0) return [];
  return query.run<ClaimRow>(
    `select tenant_id, id, resource_id, booking_id, starts, ends from claim
     where resource_id = any($1::uuid[]) and starts >= now() - interval '31 days' and ends > now() - interval '1 day' order by starts`,
    [ids],
  );
}

const fromRow = (row: ClaimRow): Claim => ({ id: row.id, bookingId: row.booking_id, start: row.starts, end: row.ends });

export const isCalendarWindow = (window: unknown): window is CalendarWindow => typeof window === 'object' && window !== null && 'spans' in window;

/** The same stretches, those that meet as one. */
function merged(spans: readonly Span[]): readonly Span[] {
  const apart: Span[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = apart.at(-1);
    if (last && from <= last.to) apart[apart.length - 1] = { from: last.from, to: to > last.to ? to : last.to };
    else apart.push({ from, to });
  }
  return apart;
}

interface Taken extends Claim {
  readonly tenantId: string;
  readonly resourceId: string;
}

const only = ({ tenantId, key }: Change<Calendar>, mine: Calendar | undefined, other: Calendar | undefined): Taken[] => {
  const kept = new Set(other?.claims.map(({ id }) => id));
  return (mine?.claims ?? []).filter(({ id }) => !kept.has(id)).map((claim) => ({ ...claim, tenantId, resourceId: key.id }));
};

const byTime = (a: Taken, b: Taken): number =>
  a.resourceId === b.resourceId ? a.start.getTime() - b.start.getTime() : a.resourceId < b.resourceId ? -1 : 1;

async function save(query: Query, changes: readonly Change<Calendar>[]): Promise<void> {
  const gone = changes.flatMap((change) => only(change, change.before, change.after));
  if (gone.length > 0) await query.run('delete from claim where id = any($1::uuid[])', [gone.map(({ id }) => id)]);
  await take(query, changes.flatMap((change) => only(change, change.after, change.before)).sort(byTime));
}

async function take(query: Query, claims: readonly Taken[]): Promise<void> {
  if (claims.length === 0) return;
  await insertNew(
    query,
    `insert into claim (tenant_id, id, resource_id, booking_id, starts, ends)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[])`,
    [
      claims.map((c) => c.tenantId), claims.map((c) => c.id), claims.map((c) => c.resourceId),
      claims.map((c) => c.bookingId), claims.map((c) => c.start), claims.map((c) => c.end),
    ],
    { constraint: 'claim_never_overlaps', rejection: reject('SLOT_TAKEN', 'Someone else has just taken this time. Choose another one.') },
  );
}
