/** How far a consumer has come on every key, and which earlier events it has passed over: each is applied once, whatever the order of arrival. */
import type { Query } from '../db/query.ts';
import { coalesce } from './coalesce.ts';
import type { Envelope } from './types.ts';

/**
 * What an event is to its key. `applied`: done with already. `next`: to be applied now. `late`: passed over before, to be
 * applied now. `early`: at least one event before it is missing. `known` tells whether the key has a position at all.
 */
export type Standing =
  | { readonly kind: 'applied' | 'next' | 'late' }
  | { readonly kind: 'early'; readonly known: boolean; readonly version: bigint };

export interface Positions {
  standing(envelope: Envelope): Promise<Standing>;
  /** Notes that the event is done with; versions between the position and a later event become passed over. */
  advance(envelope: Envelope): Promise<void>;
}

interface PositionRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly version: bigint;
  readonly missing: string;
}

const addressOf = (tenantId: string, key: string): string => `${tenantId}/${key}`;

/** Positions of one consumer. Concurrent calls share statements; one key must not be advanced twice at a time. */
export function createPositions(query: Query, consumer: string): Positions {
  const read = coalesce(async (envelopes: readonly Envelope[]) => {
    const rows = await query.run<PositionRow>(
      `select tenant_id, key, version, missing::text from consumer_position
       where consumer = $1 and tenant_id = any($2::uuid[]) and key = any($3::uuid[])`,
      [consumer, [...new Set(envelopes.map(({ tenantId }) => tenantId))], envelopes.map(({ key }) => key)],
    );
    const found = new Map(rows.map((row) => [addressOf(row.tenant_id, row.key), row]));
    return envelopes.map(({ tenantId, key }) => found.get(addressOf(tenantId, key)));
  });
  const write = coalesce(async (envelopes: readonly Envelope[]) => {
    await advancePositions(query, consumer, envelopes);
    return envelopes.map(() => undefined);
  });
  return {
    standing: async (envelope) => standingOf(envelope.keyVersion, await read(envelope)),
    advance: write,
  };
}

/** Notes in `query`'s transaction that these events, each of another key, are done with. */
export async function advancePositions(query: Query, consumer: string, envelopes: readonly Envelope[]): Promise<void> {
  await query.run(
    `insert into consumer_position as p (tenant_id, consumer, key, version, missing)
     select tenant_id, $1, key, version, int8multirange(int8range(1, version))
     from unnest($2::uuid[], $3::uuid[], $4::bigint[]) as e (tenant_id, key, version) order by tenant_id, key
     on conflict (tenant_id, consumer, key) do update set
       version = greatest(p.version, excluded.version),
       missing = p.missing + int8multirange(int8range(p.version + 1, greatest(p.version + 1, excluded.version)))
         - int8multirange(int8range(excluded.version, excluded.version, '[]'))`,
    [consumer, envelopes.map(({ tenantId }) => tenantId), envelopes.map(({ key }) => key), envelopes.map(({ keyVersion }) => keyVersion)],
  );
}

function standingOf(version: bigint, row: PositionRow | undefined): Standing {
  const position = row?.version ?? 0n;
  if (version <= position) return { kind: isIn(row?.missing ?? '', version) ? 'late' : 'applied' };
  if (version === position + 1n) return { kind: 'next' };
  return { kind: 'early', known: row !== undefined, version: position };
}

/** Whether a multirange of Postgres in its canonical form, such as `{[1,4),[7,8)}`, holds a number. */
function isIn(multirange: string, version: bigint): boolean {
  return [...multirange.matchAll(/\[(\d+),(\d+)\)/g)].some(([, from = '0', to = '0']) => BigInt(from) <= version && version < BigInt(to));
}
