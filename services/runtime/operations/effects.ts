/** Effects as operators look for them, and sending them on their way again: only what failed, and never what a worker has. */
import type { Query } from '../db/query.ts';

/** Where an effect stands. */
export type EffectStanding = 'due' | 'waiting' | 'leased' | 'failing' | 'parked';

/** An effect without its input, which may hold secrets. */
export interface EffectHead {
  readonly id: string;
  readonly tenant_id: string;
  readonly actor: string;
  readonly key_type: string;
  readonly key: string;
  readonly name: string;
  readonly kind: 'effect' | 'reminder';
  readonly standing: EffectStanding;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly due_time: Date;
  readonly deadline: Date | null;
  readonly overdue: boolean;
  readonly parked_time: Date | null;
  readonly created_time: Date;
  readonly traceparent: string;
}

/** Which effects. Empty texts stand for all; `now` replaces the database's clock. */
export interface EffectSearch {
  readonly tenantId: string | undefined;
  readonly name: string;
  readonly now: Date | undefined;
}

const NOW = 'coalesce($1::timestamptz, clock_timestamp())';
const HEADS = `select id, tenant_id, actor, key_type, key, name, kind, attempts, last_error, due_time, deadline, parked_time, created_time, traceparent,
    coalesce(deadline <= ${NOW}, false) as overdue,
    case when parked_time is not null then 'parked' when lease_until >= ${NOW} then 'leased' when last_error is not null then 'failing'
      when due_time <= ${NOW} then 'due' else 'waiting' end as standing
  from effect where ($2::uuid is null or tenant_id = $2) and ($3::text = '' or name = $3)`;

const valuesOf = ({ now, tenantId, name }: EffectSearch): unknown[] => [now ?? null, tenantId ?? null, name];

/** Newest first, from before `before` on. Ids are time-ordered. No standings: all of them. */
export const newestEffects = (query: Query, search: EffectSearch, standings: readonly EffectStanding[], before: string | null, limit: number): Promise<EffectHead[]> =>
  query.run<EffectHead>(
    `select * from (${HEADS} and ($4::uuid is null or id < $4)) e where cardinality($5::text[]) = 0 or standing = any($5) order by id desc limit $6`,
    [...valuesOf(search), before, standings, limit],
  );

/** One, locked against workers and other operators until the transaction ends, when the tenant has it. */
export async function lockEffect(query: Query, id: string, search: EffectSearch): Promise<EffectHead | undefined> {
  const [row] = await query.run<EffectHead>(`${HEADS} and id = $4 for update`, [...valuesOf(search), id]);
  return row;
}

const ANEW = 'parked_time = null, lease_until = null, attempts = least(attempts, 1)';

/** Sends one on its way again, without its deadline when that has passed. */
export async function redrive(query: Query, id: string, now: Date | undefined): Promise<void> {
  await query.run(`update effect set ${ANEW}, due_time = ${NOW}, deadline = case when deadline > ${NOW} then deadline end where id = $2`, [now ?? null, id]);
}

const PARKED = `parked_time is not null and ($2::uuid is null or tenant_id = $2) and ($3::text = '' or name = $3) and (deadline is null or deadline > ${NOW})`;

/** Sends the oldest parked ones on their way whose deadline has not passed. Gives their number. */
export async function redriveOldest(query: Query, search: EffectSearch, limit: number): Promise<number> {
  const rows = await query.run(
    `update effect set ${ANEW}, due_time = ${NOW}
     where id in (select id from effect where ${PARKED} order by id limit $4 for update skip locked) returning 1`,
    [...valuesOf(search), limit],
  );
  return rows.length;
}

const MOST_COUNTED = 1_000;

/** How many parked ones could be sent on their way; counting stops at 1,000. */
export async function countParked(query: Query, search: EffectSearch): Promise<number> {
  const [row] = await query.run<{ n: number }>(`select count(*)::int as n from (select 1 from effect where ${PARKED} limit ${MOST_COUNTED}) e`, valuesOf(search));
  return row?.n ?? 0;
}
