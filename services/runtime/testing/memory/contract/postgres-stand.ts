/** The contract's stand on Postgres: tables as services have them, with stores as services write them. */
import { reject } from '../../../errors.ts';
import { insertNew, type Taken } from '../../../actor/insert-new.ts';
import { WriteConflict, type Change, type Load, type Store } from '../../../actor/types.ts';
import type { Query } from '../../../db/query.ts';
import { createPostgresGrounds } from './postgres-ground.ts';
import { isWindow, type Diary, type Room, type Stand, type Stretch } from './stand.ts';

const TABLES = [
  'create table room (tenant_id uuid not null, id uuid not null, label text not null, primary key (tenant_id, id), unique (tenant_id, label))',
  `create table seat (tenant_id uuid not null, room_id uuid not null, lane int not null, who text not null,
    constraint seat_taken_once primary key (tenant_id, room_id, lane))`,
  `create table stretch (tenant_id uuid not null, id uuid not null, diary_id uuid not null, lane int not null, starts timestamptz not null,
    ends timestamptz not null check (ends > starts), period tstzrange not null generated always as (tstzrange(starts, ends)) stored, primary key (tenant_id, id),
    constraint never_overlaps exclude using gist (tenant_id with =, diary_id with =, lane with =, period with &&))`,
] as const;

interface SeatRow {
  readonly tenantId: string;
  readonly roomId: string;
  readonly lane: number;
  readonly who: string;
}

const seatsOf = ({ tenantId, key }: Change<Room>, mine: Room | undefined, other: Room | undefined): SeatRow[] =>
  [...(mine?.seats ?? [])].filter(([lane, who]) => other?.seats.get(lane) !== who).map(([lane, who]) => ({ tenantId, roomId: key.id, lane, who }));

const seatColumns = (seats: readonly SeatRow[]): unknown[][] => [
  seats.map(({ tenantId }) => tenantId), seats.map(({ roomId }) => roomId), seats.map(({ lane }) => lane), seats.map(({ who }) => who),
];

const rooms: Store<Room> = {
  async load(query, loads) {
    const ids = loads.map(({ key }) => key.id);
    const rows = await query.run<{ id: string; label: string }>('select id, label from room where id = any($1::uuid[])', [ids]);
    const seats = await query.run<{ room_id: string; lane: number; who: string }>('select room_id, lane, who from seat where room_id = any($1::uuid[]) order by lane', [ids]);
    const taken = Map.groupBy(seats, ({ room_id }) => room_id);
    return new Map(rows.map(({ id, label }) => [id, { id, label, seats: new Map((taken.get(id) ?? []).map(({ lane, who }) => [lane, who])) }]));
  },
  async save(query, changes) {
    const made = changes.flatMap(({ tenantId, before, after }) => (after && !before ? [{ tenantId, ...after }] : []));
    const columns = [made.map(({ tenantId }) => tenantId), made.map(({ id }) => id), made.map(({ label }) => label)];
    const rows = await query.run('insert into room (tenant_id, id, label) select * from unnest($1::uuid[], $2::uuid[], $3::text[]) on conflict do nothing returning 1', columns);
    if (rows.length < made.length) throw new WriteConflict(reject('ROOM_EXISTS', 'There is such a room already.'));
    const kept = changes.flatMap(({ tenantId, before, after }) => (after && before ? [{ tenantId, ...after }] : []));
    if (kept.length > 0) {
      await query.run(
        `update room r set label = n.label from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (tenant_id, id, label) where r.tenant_id = n.tenant_id and r.id = n.id`,
        [kept.map(({ tenantId }) => tenantId), kept.map(({ id }) => id), kept.map(({ label }) => label)],
      );
    }
    const left = changes.flatMap((change) => seatsOf(change, change.before, change.after));
    if (left.length > 0) {
      await query.run(
        `delete from seat s using unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[]) as g (tenant_id, room_id, lane, who)
         where s.tenant_id = g.tenant_id and s.room_id = g.room_id and s.lane = g.lane and s.who = g.who`,
        seatColumns(left),
      );
    }
    const taken = changes.flatMap((change) => seatsOf(change, change.after, change.before)).sort((a, b) => a.lane - b.lane);
    await insertAll(query, 'insert into seat (tenant_id, room_id, lane, who) select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[])',
      seatColumns(taken), { constraint: 'seat_taken_once', rejection: reject('SEAT_TAKEN', 'Somebody has this seat.') });
  },
};

const stretchesOf = ({ tenantId, key }: Change<Diary>, mine: Diary | undefined, other: Diary | undefined): (Stretch & { tenantId: string; diaryId: string })[] => {
  const kept = new Set(other?.stretches.map(({ id }) => id));
  return (mine?.stretches ?? []).filter(({ id }) => !kept.has(id)).map((one) => ({ ...one, tenantId, diaryId: key.id }));
};

const diaries: Store<Diary> = {
  async loadAcross(query, loads) {
    const rows = await query.run<{ tenant_id: string; diary_id: string; id: string; lane: number; starts: Date; ends: Date }>(
      'select tenant_id, diary_id, id, lane, starts, ends from stretch where diary_id = any($1::uuid[]) and starts < $3 and ends > $2 order by starts',
      [loads.map(({ key }) => key.id), ...hull(loads)],
    );
    const found = Map.groupBy(rows, ({ tenant_id, diary_id }) => `${tenant_id}/${diary_id}`);
    return loads.map(({ tenantId, key }) => ({
      id: key.id,
      stretches: (found.get(`${tenantId}/${key.id}`) ?? []).map(({ id, lane, starts, ends }) => ({ id, lane, start: starts, end: ends })),
    }));
  },
  async save(query, changes) {
    const left = changes.flatMap((change) => stretchesOf(change, change.before, change.after));
    if (left.length > 0) await query.run('delete from stretch where id = any($1::uuid[])', [left.map(({ id }) => id)]);
    const taken = changes.flatMap((change) => stretchesOf(change, change.after, change.before)).sort((a, b) => a.start.getTime() - b.start.getTime());
    await insertAll(query,
      `insert into stretch (tenant_id, id, diary_id, lane, starts, ends)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::timestamptz[], $6::timestamptz[])`,
      [taken.map((s) => s.tenantId), taken.map((s) => s.id), taken.map((s) => s.diaryId), taken.map((s) => s.lane), taken.map((s) => s.start), taken.map((s) => s.end)],
      { constraint: 'never_overlaps', rejection: reject('TIME_TAKEN', 'Somebody has this time.') });
  },
};

function hull(loads: readonly Load[]): [from: Date, to: Date] {
  const windows = loads.flatMap(({ turns }) => turns.map(({ window }) => window));
  if (!windows.every(isWindow)) return [new Date(0), new Date('9999-01-01')];
  return [new Date(Math.min(...windows.map(({ from }) => from.getTime()))), new Date(Math.max(...windows.map(({ to }) => to.getTime())))];
}

/** Inserts rows given as columns. */
async function insertAll(query: Query, sql: string, columns: readonly (readonly unknown[])[], taken: Taken): Promise<void> {
  if (columns[0]?.length) await insertNew(query, sql, columns, taken);
}

/** A database that stands are opened on, one after the other, each of them empty. */
export interface PostgresStands extends AsyncDisposable {
  open(): Promise<Stand>;
}

/** Makes the database. */
export async function createPostgresStands(): Promise<PostgresStands> {
  const grounds = await createPostgresGrounds({ tables: TABLES });
  return {
    open: async () => ({ ...(await grounds.open()), rooms, diaries }),
    [Symbol.asyncDispose]: () => grounds[Symbol.asyncDispose](),
  };
}
