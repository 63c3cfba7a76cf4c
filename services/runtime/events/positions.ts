/** How far a consumer has come on every key, and which earlier events it has passed over: each is applied once, whatever the order of arrival. */
import type { Query } from '../db/query.ts';
import { boundedMap } from '../rpc/bounded-map.ts';
import { coalesce } from './coalesce.ts';
import { quietly } from '../telemetry/quiet.ts';
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
  /** The same in a transaction; `advanced` tells that it is committed. */
  advanceIn(query: Query, envelope: Envelope): Promise<void>;
  advanced(envelope: Envelope): void;
}

/** For events that stand alone: each is next, whatever came before it. That it counts once is left to the inbox. */
export const NO_POSITIONS: Positions = {
  standing: () => Promise.resolve({ kind: 'next' }),
  advance: () => Promise.resolve(),
  advanceIn: () => Promise.resolve(),
  advanced: () => undefined,
};

/** A key as a consumer knows it. */
export interface PositionKey {
  readonly tenantId: string;
  /** The aggregate's uuid. */
  readonly key: string;
}

/** How far a consumer has come on a key. */
export interface Position extends PositionKey {
  readonly version: bigint;
  /** Versions passed over, as half-open spans. */
  readonly missing: readonly (readonly [from: bigint, to: bigint])[];
}

/** The table as a port: `query` is a transaction, or runs each statement on its own. */
export interface PositionTable {
  /** The positions there are on these keys; others of the same tenants may be among them. */
  find(query: Query, consumer: string, keys: readonly PositionKey[]): Promise<Position[]>;
  /** Notes that these events, each of another key, are done with: positions never go back, what a step leaves out becomes missing. */
  advance(query: Query, consumer: string, events: readonly (PositionKey & { readonly keyVersion: bigint })[]): Promise<void>;
}

interface PositionRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly version: bigint;
  readonly missing: string;
}

/** Positions in Postgres. */
export const postgresPositions: PositionTable = {
  async find(query, consumer, keys) {
    const rows = await query.run<PositionRow>(
      `select tenant_id, key, version, missing::text from consumer_position
       where consumer = $1 and tenant_id = any($2::uuid[]) and key = any($3::uuid[])`,
      [consumer, [...new Set(keys.map(({ tenantId }) => tenantId))], keys.map(({ key }) => key)],
    );
    return rows.map(({ tenant_id, key, version, missing }) => ({ tenantId: tenant_id, key, version, missing: spansOf(missing) }));
  },
  async advance(query, consumer, events) {
    await query.run(
      `insert into consumer_position as p (tenant_id, consumer, key, version, missing)
       select tenant_id, $1, key, version, int8multirange(int8range(1, version))
       from unnest($2::uuid[], $3::uuid[], $4::bigint[]) as e (tenant_id, key, version) order by tenant_id, key
       on conflict (tenant_id, consumer, key) do update set
         version = greatest(p.version, excluded.version), updated_time = now(),
         missing = p.missing + int8multirange(int8range(p.version + 1, greatest(p.version + 1, excluded.version)))
           - int8multirange(int8range(excluded.version, excluded.version, '[]'))`,
      [consumer, events.map(({ tenantId }) => tenantId), events.map(({ key }) => key), events.map(({ keyVersion }) => keyVersion)],
    );
  },
};

/** What a look through the positions is bounded by: so many blocks of the table, some forty thousand rows. */
const FORGET_BLOCKS = 512;

/**
 * Forgets positions of keys that nothing happened to since, looking through a bounded part of the table. Gives the block to go on
 * from, or nothing at the end. There is no index on the time, which would make each step of a position dearer.
 */
export async function forgetPositions(query: Query, before: Date, fromBlock: number): Promise<number | undefined> {
  const next = fromBlock + FORGET_BLOCKS;
  const [row] = await query.run<{ more: boolean }>(
    `with gone as (delete from consumer_position where ctid >= $1::tid and ctid < $2::tid and updated_time < $3)
     select pg_relation_size('consumer_position') / current_setting('block_size')::int > $4 as more`,
    [`(${fromBlock},0)`, `(${next},0)`, before, next],
  );
  return row?.more ? next : undefined;
}

/** The spans of a multirange of Postgres in its canonical form, such as `{[1,4),[7,8)}`. */
const spansOf = (multirange: string): (readonly [bigint, bigint])[] =>
  multirange === '{}' ? [] : [...multirange.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from = '0', to = '0']) => [BigInt(from), BigInt(to)] as const);

const addressOf = ({ tenantId, key }: PositionKey): string => `${tenantId}/${key}`;

/** Keys whose last step is remembered. */
const MAX_STEPS = 20_000;

/**
 * Positions of one consumer. Concurrent calls share statements; one key must not be advanced twice at a time.
 * What follows the last step taken here is next without a look at the table: if another replica has taken it meanwhile,
 * the inbox knows it.
 */
export function createPositions(table: PositionTable, query: Query, consumer: string): Positions {
  const steps = boundedMap<string, bigint>(MAX_STEPS);
  const read = coalesce(async (envelopes: readonly Envelope[]) => {
    const positions = await quietly(() => table.find(query, consumer, envelopes));
    const found = new Map(positions.map((position) => [addressOf(position), position]));
    return envelopes.map((envelope) => found.get(addressOf(envelope)));
  });
  const write = coalesce(async (envelopes: readonly Envelope[]) => {
    await quietly(() => table.advance(query, consumer, envelopes));
    return envelopes.map(() => undefined);
  });
  const advanced = (envelope: Envelope): void => steps.set(addressOf(envelope), envelope.keyVersion);
  return {
    async standing(envelope) {
      if (steps.get(addressOf(envelope)) === envelope.keyVersion - 1n) return { kind: 'next' };
      return standingOf(envelope.keyVersion, await read(envelope));
    },
    async advance(envelope) {
      await write(envelope);
      advanced(envelope);
    },
    advanceIn: (within, envelope) => table.advance(within, consumer, [envelope]),
    advanced,
  };
}

function standingOf(version: bigint, position: Position | undefined): Standing {
  const reached = position?.version ?? 0n;
  if (version <= reached) return { kind: position?.missing.some(([from, to]) => from <= version && version < to) ? 'late' : 'applied' };
  if (version === reached + 1n) return { kind: 'next' };
  return { kind: 'early', known: position !== undefined, version: reached };
}
