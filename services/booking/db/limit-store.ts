/** What counts towards limits: living bookings, counted anew by every batch that holds the key. Nothing is written. */
import type { Load, Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Counting, Tally } from '../domain/limits.ts';

/** What a command says in its `window` about the limits that its turn is under. */
export interface LimitWindow {
  readonly limits: readonly Counting[];
}

export const limitStore: Store<Tally> = { loadAcross, save: () => Promise.resolve() };

interface Asked extends Counting {
  readonly tenantId: string;
}

async function loadAcross(query: Query, loads: readonly Load[]): Promise<readonly Tally[]> {
  const asked = loads.flatMap((load) => periodsOf(load).map((each): Asked => ({ tenantId: load.tenantId, ...each })));
  const [customers, everybody] = [asked.filter(({ customerId }) => customerId !== undefined), asked.filter(({ customerId }) => customerId === undefined)];
  const counts = new Map([...(await count(query, OF_CUSTOMERS, customers)), ...(await count(query, OF_EVERYBODY, everybody))]);
  return loads.map((load) => ({
    id: load.key.id,
    counts: periodsOf(load).map((each) => ({ ...each, count: counts.get(addressOf({ tenantId: load.tenantId, ...each })) ?? 0 })),
  }));
}

/** Each period once that the turns ask about. */
function periodsOf({ key, turns }: Load): readonly Counting[] {
  const all = turns.flatMap(({ window }) => (isLimitWindow(window) ? window.limits : [])).filter(({ id }) => id === key.id);
  return [...new Map(all.map(({ id, offeringId, customerId, from, to }) => [`${from} ${to}`, { id, offeringId, customerId, from, to }])).values()];
}

const isLimitWindow = (window: unknown): window is LimitWindow => typeof window === 'object' && window !== null && 'limits' in window;

const addressOf = ({ tenantId, id, from, to }: Asked): string => `${tenantId} ${id} ${from} ${to}`;

const counting = (whose: string): string => `
  select l.address, c.count from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::float8[], $6::float8[]) as l (address, tenant_id, offering_id, customer_id, first, last),
  lateral (
    select count(*)::int as count from booking b where b.tenant_id = l.tenant_id and b.offering_id = l.offering_id ${whose}
      and b.starts >= to_timestamp(l.first / 1000) and b.starts < to_timestamp(l.last / 1000) and b.status not in ('expired', 'cancelled')
  ) c`;

// Two statements: those of one customer are found by the customer, however many bookings the offering has.
const OF_CUSTOMERS = counting('and b.customer_id = l.customer_id');
const OF_EVERYBODY = counting('');

async function count(query: Query, sql: string, asked: readonly Asked[]): Promise<readonly (readonly [address: string, count: number])[]> {
  if (asked.length === 0) return [];
  const rows = await query.run<{ address: string; count: number }>(sql, [
    asked.map(addressOf), asked.map(({ tenantId }) => tenantId), asked.map(({ offeringId }) => offeringId), asked.map(({ customerId }) => customerId),
    asked.map(({ from }) => from), asked.map(({ to }) => to),
  ]);
  return rows.map((row) => [row.address, row.count] as const);
}
