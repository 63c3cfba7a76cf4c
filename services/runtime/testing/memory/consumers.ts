/** Positions and dead letters in memory, as consumers see them. */
import type { DeadLetterTable, LetterRow } from '../../events/dead-letters.ts';
import type { Position, PositionKey, PositionTable } from '../../events/positions.ts';
import { run } from './connection.ts';
import { change, see, upsert } from './rows.ts';
import { rowsOf } from './runtime-rows.ts';
import type { Steps } from './transaction.ts';

type Spans = readonly (readonly [from: bigint, to: bigint])[];

/** Spans without one version. */
const without = (spans: Spans, version: bigint): Spans =>
  spans.flatMap(([from, to]) => (version < from || version >= to ? [[from, to] as const] : [[from, version] as const, [version + 1n, to] as const])).filter(([from, to]) => from < to);

/** Spans with what a step from one version to a later one leaves out. They touch only when the step before ended in a gap: then they are one. */
function withGap(spans: Spans, from: bigint, to: bigint): Spans {
  if (from >= to) return spans;
  const last = spans.at(-1);
  return last && last[1] === from ? [...spans.slice(0, -1), [last[0], to]] : [...spans, [from, to]];
}

const advanced = (old: Position, version: bigint): Pick<Position, 'version' | 'missing'> => ({
  version: version > old.version ? version : old.version,
  missing: without(withGap(old.missing, old.version + 1n, version), version),
});

const nameOfPosition = (consumer: string, { tenantId, key }: PositionKey): string => `${tenantId}/${consumer}/${key}`;

/** Positions on the memory server. */
export const memoryPositions: PositionTable = {
  find: (query, consumer, keys) =>
    run(query, 'positions.find', (tx, server) => {
      const table = rowsOf(server).positions;
      return keys.flatMap((key) => {
        const row = table.rows.get(nameOfPosition(consumer, key));
        const found = row && see(tx, row);
        return found ? { tenantId: found.tenantId, key: found.key, version: found.version, missing: found.missing } : [];
      });
    }),
  advance: (query, consumer, events) =>
    run(query, 'positions.advance', function* (tx, server): Steps<void> {
      const table = rowsOf(server).positions;
      for (const { tenantId, key, keyVersion } of [...events].sort((a, b) => (nameOfPosition('', a) < nameOfPosition('', b) ? -1 : 1))) {
        const first = { tenantId, consumer, key, version: keyVersion, missing: withGap([], 1n, keyVersion) };
        yield* upsert(tx, table, nameOfPosition(consumer, { tenantId, key }), first, (old) => ({ ...old, ...advanced(old, keyVersion) }));
      }
    }),
};

const nameOfLetter = ({ consumer, event_id }: Pick<LetterRow, 'consumer' | 'event_id'>): string => `${consumer}/${event_id}`;

/** Dead letters on the memory server. */
export const memoryDeadLetters: DeadLetterTable = {
  bury: (query, letter) =>
    run(query, 'letters.bury', (tx, server) =>
      upsert(tx, rowsOf(server).letters, nameOfLetter(letter), { ...letter, created_time: new Date(tx.clock.now()), replayed_time: null }, (old) => ({
        ...old, error: letter.error, attempts: old.attempts + letter.attempts, replayed_time: null,
      })),
    ),
  list: (query, { tenantId, replayed, before, limit }) =>
    run(query, 'letters.list', (tx, server) =>
      [...rowsOf(server).letters.rows.values()]
        .flatMap((row) => see(tx, row) ?? [])
        .filter((row) => (tenantId === undefined || row.tenant_id === tenantId) && (replayed || !row.replayed_time) && (before === undefined || row.id < before))
        .sort((a, b) => (a.id > b.id ? -1 : 1))
        .slice(0, limit),
    ),
  find: (query, id) =>
    run(query, 'letters.find', (tx, server) => {
      for (const row of rowsOf(server).letters.rows.values()) {
        const letter = see(tx, row);
        if (letter?.id === id) return letter;
      }
      return undefined;
    }),
  markReplayed: (query, id) =>
    run(query, 'letters.replayed', function* (tx, server): Steps<void> {
      for (const row of rowsOf(server).letters.rows.values()) {
        if (see(tx, row)?.id === id) yield* change(tx, row, (letter) => ({ ...letter, replayed_time: new Date(tx.clock.now()) }));
      }
    }),
};
