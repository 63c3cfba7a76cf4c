/** Effects and reminders in memory, as the effect worker sees them. */
import { FAIR_AMONG, type EffectRow, type EffectTable } from '../../effects/table.ts';
import { run } from './connection.ts';
import type { Row } from './row.ts';
import { change, lockIfFree, see, write } from './rows.ts';
import { rowsOf, type EffectValue, type RuntimeRows } from './runtime-rows.ts';
import type { Steps, Transaction } from './transaction.ts';

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

const isDue = ({ parked, due }: EffectValue, now: Date): boolean => parked === undefined && due <= now;

const isLeased = ({ leaseUntil }: EffectValue, now: Date): boolean => leaseUntil !== undefined && leaseUntil >= now;

type Found = readonly [Row<EffectValue>, EffectValue];

/** What is due and not leased, of tenants in turn, as in Postgres. */
function inTurn(due: readonly Found[], now: Date): readonly Found[] {
  const longest = due.toSorted(([, a], [, b]) => a.due.getTime() - b.due.getTime()).slice(0, FAIR_AMONG);
  const had = new Map<string, number>();
  const takeTurn = ({ tenantId }: EffectValue): number => {
    const place = (had.get(tenantId) ?? 0) + 1;
    had.set(tenantId, place);
    return place;
  };
  const [leased, free] = [longest.filter(([, value]) => isLeased(value, now)), longest.filter(([, value]) => !isLeased(value, now))];
  for (const [, value] of leased) takeTurn(value);
  return free.map((found) => ({ found, place: takeTurn(found[1]) })).toSorted((a, b) => a.place - b.place).map(({ found }) => found);
}

function toEffectRow({ id, tenantId, actor, keyType, key, name, kind, input, attempts, traceparent, deadline }: EffectValue, now: Date): EffectRow {
  return { id, tenant_id: tenantId, actor, key_type: keyType, key, name, kind, input, attempts, traceparent, overdue: deadline !== undefined && deadline <= now };
}

/** Whether the row is still at the attempt that somebody speaks of. */
const isAt = ({ attempts }: EffectValue, attempt: number | undefined): boolean => attempt === undefined || attempts === attempt;

/** The next try, at the latest at the deadline; once that has passed it counts no more. */
function nextTry({ deadline }: EffectValue, now: Date, delayMs: number): Date {
  const next = later(now, delayMs);
  return deadline !== undefined && deadline > now && deadline < next ? deadline : next;
}

/** Changes the effect of this id, wherever it stands. */
function* changeEffect(tx: Transaction, { effectIds }: RuntimeRows, id: string, to: (value: EffectValue) => EffectValue | undefined): Steps<boolean> {
  const row = effectIds.get(id);
  if (!row || see(tx, row)?.id !== id) return false;
  // Whoever held it may have put a newer reminder in its place.
  let found = false;
  yield* change(tx, row, (value) => {
    const next = value.id === id ? to(value) : undefined;
    found = next !== undefined;
    return next ?? value;
  });
  return found;
}

/** Effects on the memory server. */
export const memoryEffects: EffectTable = {
  leaseDue: (query, limit, leaseMs, now) =>
    run(query, 'effects.lease', (tx, server) => {
      const at = now ?? new Date(tx.clock.now());
      const due = [...rowsOf(server).effects.rows.values()].flatMap((row): Found[] => {
        const value = see(tx, row);
        return value && isDue(value, at) ? [[row, value]] : [];
      });
      const leased: EffectRow[] = [];
      for (const [row, value] of inTurn(due, at)) {
        if (leased.length === limit) break;
        if (!lockIfFree(tx, row)) continue;
        const next = { ...value, attempts: value.attempts + 1, leaseUntil: later(at, leaseMs) };
        write(tx, row, next);
        leased.push(toEffectRow(next, at));
      }
      return leased;
    }),
  async postpone(query, id, error, delayMs, now, attempt) {
    await run(query, 'effects.postpone', (tx, server) =>
      changeEffect(tx, rowsOf(server), id, (value) =>
        isAt(value, attempt) ? { ...value, leaseUntil: undefined, lastError: error.slice(0, 2_000), due: nextTry(value, now ?? tx.clock.now(), delayMs) } : undefined,
      ),
    );
  },
  async park(query, id, error, now, attempt) {
    await run(query, 'effects.park', (tx, server) =>
      changeEffect(tx, rowsOf(server), id, (value) =>
        isAt(value, attempt) ? { ...value, leaseUntil: undefined, lastError: error.slice(0, 2_000), parked: now ?? new Date(tx.clock.now()) } : undefined,
      ),
    );
  },
  redrive: (query, id) =>
    run(query, 'effects.redrive', (tx, server) =>
      changeEffect(tx, rowsOf(server), id, (value) => (value.parked ? { ...value, parked: undefined, attempts: Math.min(value.attempts, 1), due: new Date(tx.clock.now()) } : undefined)),
    ),
};
