/** The tables of a batch in memory: statement for statement what those in Postgres do, waits and visibility included. */
import { addressOf } from '../../actor/submission.ts';
import type { Address, AnchorTable, LockedAnchor } from '../../actor/anchors.ts';
import type { BatchTransaction } from '../../actor/batch.ts';
import type { RecordTable, ReminderName } from '../../actor/records.ts';
import type { RequestLogTable, RequestScope } from '../../actor/request-log.ts';
import type { ActorTables } from '../../actor/tables.ts';
import { run } from './connection.ts';
import { duplicate } from './errors.ts';
import type { Row } from './row.ts';
import { change, checkTenant, insert, lock, lockIfFree, see, takeName, takeNameIfFree, upsert } from './rows.ts';
import { rowsOf, type AnchorValue, type EffectValue, type RuntimeRows } from './runtime-rows.ts';
import type { Steps, Transaction } from './transaction.ts';

const nameOfAnchor = ({ tenantId, key }: Address): string => addressOf(tenantId, key);

const byTypeKeyTenant = (a: Address, b: Address): number => {
  const [left, right] = [`${a.key.type}/${a.key.id}/${a.tenantId}`, `${b.key.type}/${b.key.id}/${b.tenantId}`];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Makes the rows that are missing, each under the key's number, which its maker holds until the end and others only try or wait for. */
function* insertAnchors(tx: Transaction, { anchors, numbers }: RuntimeRows, addresses: readonly Address[], wait: boolean): Steps<Set<string>> {
  const made = new Set<string>();
  // What is missing is decided at the statement's start.
  const missing = addresses.filter((address) => !isSeen(tx, anchors.rows.get(nameOfAnchor(address))));
  for (const { tenantId, key } of missing) {
    const name = addressOf(tenantId, key);
    if (wait) yield* takeName(tx, numbers, name);
    else if (!takeNameIfFree(tx, numbers, name)) continue;
    checkTenant(tx, anchors.name, tenantId);
    if (yield* insert(tx, anchors, name, { tenantId, key, version: 0n, eventVersion: 0n })) made.add(name);
  }
  return made;
}

const isSeen = (tx: Transaction, row: Row<AnchorValue> | undefined): boolean => row !== undefined && see(tx, row) !== undefined;

function* lockAnchors(tx: Transaction, { anchors }: RuntimeRows, addresses: readonly Address[], wait: boolean): Steps<AnchorValue[]> {
  // What the statement finds is decided at its start; what it waits for is read again after.
  const found = addresses.flatMap((address) => anchors.rows.get(nameOfAnchor(address)) ?? []).filter((row) => see(tx, row) !== undefined);
  const locked: AnchorValue[] = [];
  for (const row of found) {
    const value = wait ? yield* lock(tx, row) : lockIfFree(tx, row) ? see(tx, row) : undefined;
    if (value) locked.push(value);
  }
  return locked;
}

/** Anchors. `locked: false` reads them and locks nothing: a planted bug for the simulation to find. */
export function memoryAnchorsWith({ locked }: { readonly locked: boolean }): AnchorTable {
  return {
    async lock(query, addresses, wait): Promise<LockedAnchor[]> {
      const sorted = [...addresses].sort(byTypeKeyTenant);
      const made = locked ? await run(query, 'anchors.insert', (tx, server) => insertAnchors(tx, rowsOf(server), addresses, wait)) : new Set<string>();
      const rows = locked
        ? await run(query, 'anchors.lock', (tx, server) => lockAnchors(tx, rowsOf(server), sorted, wait))
        : await run(query, 'anchors.read', (tx, server) => sorted.map((address) => readAnchor(tx, rowsOf(server), address)));
      return rows.map((row) => ({ ...row, fresh: made.has(nameOfAnchor(row)) }));
    },
    create: (query, born) =>
      run(query, 'anchors.create', function* (tx, server): Steps<number> {
        const { anchors } = rowsOf(server);
        let made = 0;
        for (const { tenantId, key, version, eventVersion } of born) {
          checkTenant(tx, anchors.name, tenantId);
          // A row knows nothing of how its key came to be.
          const row = { tenantId, key: { type: key.type, id: key.id }, version, eventVersion };
          if (yield* insert(tx, anchors, addressOf(tenantId, key), row)) made += 1;
        }
        return made;
      }),
    save: (query, moved) =>
      run(query, 'anchors.save', function* (tx, server): Steps<void> {
        const { anchors } = rowsOf(server);
        for (const { tenantId, key, version, eventVersion } of moved) {
          const name = addressOf(tenantId, key);
          const value = { tenantId, key, version, eventVersion };
          if (locked) yield* change(tx, anchors.rows.get(name), () => value);
          else yield* upsert(tx, anchors, name, value, () => value);
        }
      }),
    remove: (query, addresses) =>
      run(query, 'anchors.remove', function* (tx, server): Steps<void> {
        const { anchors } = rowsOf(server);
        for (const address of addresses) yield* change(tx, anchors.rows.get(nameOfAnchor(address)), () => undefined);
      }),
  };
}

const readAnchor = (tx: Transaction, { anchors }: RuntimeRows, { tenantId, key }: Address): AnchorValue => {
  const row = anchors.rows.get(addressOf(tenantId, key));
  return (row && see(tx, row)) ?? { tenantId, key, version: 0n, eventVersion: 0n };
};

const batch: BatchTransaction = {
  async show(query, tenants) {
    await run(query, 'show', (tx) => {
      tx.visible = new Set(tenants);
    });
  },
  async waitForLocks(query, ms) {
    await run(query, 'lock_timeout', (tx) => {
      tx.lockMs = ms;
    });
  },
  now: (query) => run(query, 'now', (tx) => new Date(tx.clock.now())),
  lockEffects: (query, ids) =>
    run(query, 'effects.lock', function* (tx, server): Steps<string[]> {
      const { effectIds } = rowsOf(server);
      const there: string[] = [];
      for (const id of [...ids].sort()) {
        const row = effectIds.get(id);
        if (!row || see(tx, row)?.id !== id) continue;
        const value = yield* lock(tx, row);
        if (value?.id === id) there.push(id);
      }
      return there;
    }),
  removeEffects: (query, ids) =>
    run(query, 'effects.remove', function* (tx, server): Steps<void> {
      const { effectIds } = rowsOf(server);
      for (const id of ids) {
        const row = effectIds.get(id);
        if (row && see(tx, row)?.id === id) yield* change(tx, row, (value) => (value.id === id ? undefined : value));
      }
    }),
};

const nameOfRequest = ({ tenantId, principal, method, requestId }: RequestScope): string => [tenantId, principal, method, requestId].join('\n');

const requestLog: RequestLogTable = {
  find: (query, requests) =>
    run(query, 'requests.find', (tx, server) => {
      const { log } = rowsOf(server);
      return requests.flatMap((scope) => {
        const row = log.rows.get(nameOfRequest(scope));
        const entry = row && see(tx, row);
        return entry ?? [];
      });
    }),
  save: (query, entries, now) =>
    run(query, 'requests.save', function* (tx, server): Steps<number> {
      const { log } = rowsOf(server);
      let written = 0;
      for (const entry of entries) {
        checkTenant(tx, log.name, entry.tenantId);
        if (yield* insert(tx, log, nameOfRequest(entry), { ...entry, created: now })) written += 1;
      }
      return written;
    }),
};

export const nameOfReminder = ({ tenantId, keyType, key, name }: ReminderName): string => `${tenantId}/${keyType}/${key}/${name}`;

const records: RecordTable = {
  appendEvents: (query, events, now) =>
    run(query, 'outbox.append', function* (tx, server): Steps<void> {
      const rows = rowsOf(server);
      for (const event of events) {
        checkTenant(tx, rows.outbox.name, event.tenantId);
        rows.lastSeq += 1n;
        const value = { ...event, seq: rows.lastSeq, created: now, published: undefined, stream: undefined, streamSeq: undefined };
        const row = yield* insert(tx, rows.outbox, String(value.seq), value);
        if (row) rows.waiting.add(row);
      }
    }),
  addEffects: (query, effects, now) =>
    run(query, 'effects.add', function* (tx, server): Steps<void> {
      const rows = rowsOf(server);
      for (const effect of effects) {
        checkTenant(tx, rows.effects.name, effect.tenantId);
        const row = yield* insert(tx, rows.effects, effect.id, newEffect(effect, now));
        if (!row) throw duplicate(rows.effects.name);
        rows.effectIds.set(effect.id, row);
      }
    }),
  setReminders: (query, reminders, now) =>
    run(query, 'reminders.set', function* (tx, server): Steps<void> {
      const rows = rowsOf(server);
      for (const reminder of reminders) {
        checkTenant(tx, rows.effects.name, reminder.tenantId);
        const name = nameOfReminder(reminder);
        yield* upsert(tx, rows.effects, name, newEffect(reminder, now), (old) => ({ ...newEffect(reminder, now), actor: old.actor, input: old.input }));
        const row = rows.effects.rows.get(name);
        if (row) rows.effectIds.set(reminder.id, row);
      }
    }),
  forgetReminders: (query, names) =>
    run(query, 'reminders.forget', function* (tx, server): Steps<void> {
      const { effects } = rowsOf(server);
      for (const name of names) yield* change(tx, effects.rows.get(nameOfReminder(name)), () => undefined);
    }),
};

const newEffect = (effect: Parameters<RecordTable['addEffects']>[1][number], now: Date): EffectValue => ({
  ...effect,
  // As jsonb gives it back.
  input: JSON.parse(JSON.stringify(effect.input)) as unknown,
  attempts: 0,
  leaseUntil: undefined,
  lastError: undefined,
  parked: undefined,
  created: now,
});

/** A batch's tables on the memory server. */
export const memoryActorTables: ActorTables = { batch, anchors: memoryAnchorsWith({ locked: true }), requestLog, records };
