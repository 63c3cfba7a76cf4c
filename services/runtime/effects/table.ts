/** The effect table as its workers see it: due rows are leased, never locked across an outside call, and only the last one to lease a row says how it ended. */
import type { Query } from '../db/query.ts';

/** A leased effect or reminder. `attempts` counts the one that begins now. */
export interface EffectRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly actor: string;
  readonly key_type: string;
  readonly key: string;
  readonly name: string;
  readonly kind: 'effect' | 'reminder';
  readonly input: unknown;
  readonly attempts: number;
  readonly traceparent: string;
  /** True when its deadline has passed: its call is not made any more. */
  readonly overdue?: boolean;
}

/** The table as a port: `relay` runs each statement on its own. `now` replaces the database's clock. */
export interface EffectTable {
  /** Leases at most `limit` due rows for `leaseMs`, of tenants in turn; nobody else gets them before the lease ends. */
  leaseDue(relay: Query, limit: number, leaseMs: number, now?: Date): Promise<EffectRow[]>;
  /** Gives the lease back and sets the next try, at the latest at the deadline. Does nothing when `attempt` is given and is not the row's last: somebody else has leased it since. */
  postpone(relay: Query, id: string, error: string, delayMs: number, now?: Date, attempt?: number): Promise<void>;
  /** Takes the row out of circulation until an operator sends it on its way again; `attempt` as for `postpone`. */
  park(relay: Query, id: string, error: string, now?: Date, attempt?: number): Promise<void>;
  /** Sends a parked row on its way again, as its second attempt: the call may have been made. True when there was one. */
  redrive(relay: Query, id: string): Promise<boolean>;
}

/** Of as many rows that are due, those that have waited longest, tenants take turns: what one has under way counts as turns it has had. */
export const FAIR_AMONG = 500;
/** Rows looked at beyond those that are wanted: other workers may be taking some at the same moment. So few are looked up by their keys; more would be by a look through the whole table. */
const OTHER_WORKERS = 64;

/** Effects in Postgres. */
export const postgresEffects: EffectTable = { leaseDue, postpone, park, redrive };

function leaseDue(relay: Query, limit: number, leaseMs: number, now?: Date): Promise<EffectRow[]> {
  return relay.run<EffectRow>(
    `with due as (
       select id, tenant_id, due_time, coalesce(lease_until < n.now, true) as free, n.now
       from (select coalesce($3::timestamptz, clock_timestamp()) as now) n cross join lateral (
         select id, tenant_id, lease_until, due_time from effect where parked_time is null and due_time <= n.now order by due_time limit ${FAIR_AMONG}
       ) oldest
     ), turns as (
       select id, place, now from (select *, row_number() over (partition by tenant_id order by free, due_time) as place from due) placed
       where free order by place, due_time limit $1::int + ${OTHER_WORKERS}
     )
     update effect set attempts = attempts + 1, lease_until = coalesce($3::timestamptz, clock_timestamp()) + $2::int * interval '1 ms'
     where id in (
       select e.id from turns join effect e on e.id = turns.id
       where e.parked_time is null and e.due_time <= turns.now and (e.lease_until is null or e.lease_until < turns.now)
       order by turns.place, e.due_time limit $1::int for update of e skip locked
     )
     returning id, tenant_id, actor, key_type, key, name, kind, input, attempts, traceparent,
       coalesce(deadline <= coalesce($3::timestamptz, clock_timestamp()), false) as overdue`,
    [limit, leaseMs, now],
  );
}

async function postpone(relay: Query, id: string, error: string, delayMs: number, now?: Date, attempt?: number): Promise<void> {
  await relay.run(
    `update effect set lease_until = null, last_error = $2, due_time = case when deadline > n.now then least(deadline, n.now + $3::int * interval '1 ms')
       else n.now + $3::int * interval '1 ms' end
     from (select coalesce($4::timestamptz, clock_timestamp()) as now) n where id = $1 and attempts = coalesce($5::int, attempts)`,
    [id, error.slice(0, 2_000), delayMs, now, attempt],
  );
}

async function park(relay: Query, id: string, error: string, now?: Date, attempt?: number): Promise<void> {
  await relay.run(
    `update effect set lease_until = null, last_error = $2, parked_time = coalesce($3::timestamptz, clock_timestamp())
     where id = $1 and attempts = coalesce($4::int, attempts)`,
    [id, error.slice(0, 2_000), now, attempt],
  );
}

async function redrive(relay: Query, id: string): Promise<boolean> {
  const rows = await relay.run(
    `update effect set parked_time = null, attempts = least(attempts, 1), due_time = clock_timestamp() where id = $1 and parked_time is not null returning id`,
    [id],
  );
  return rows.length > 0;
}
