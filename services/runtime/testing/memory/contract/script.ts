/** Random scripts of everything that the runtime and its services do in their tables. */
import fc from 'fast-check';
import type { Change, Key } from '../../../actor/types.ts';
import type { NewEffect } from '../../../actor/records.ts';
import type { Query } from '../../../db/query.ts';
import { play, scriptsOf, show, type Step } from './play.ts';
import { at, hold, NOW, type Diary, type Room, type Stand, type StandClient } from './stand.ts';

/** What one client does in its open transaction; small numbers stand for keys, requests, names and places. */
export type Op =
  | { readonly kind: 'lock'; readonly keys: readonly number[]; readonly wait: boolean }
  | { readonly kind: 'move'; readonly key: number; readonly version: number }
  | { readonly kind: 'remove' | 'create' | 'loadRoom' | 'loadDiary' | 'makeRoom' | 'forget' | 'remind' | 'addEffect' | 'position' | 'lease' | 'postpone' | 'event'; readonly key: number }
  | { readonly kind: 'reply' | 'replies' | 'lockEffects' | 'removeEffects'; readonly keys: readonly number[] }
  | { readonly kind: 'seats'; readonly key: number; readonly left: readonly number[]; readonly taken: readonly number[]; readonly who: number }
  | { readonly kind: 'time'; readonly key: number; readonly left: readonly number[]; readonly taken: readonly number[] };

const number = fc.integer({ min: 0, max: 2 });
const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 3 });
const some = fc.uniqueArray(number, { maxLength: 2 });
const ofKey = fc.constantFrom('remove', 'create', 'loadRoom', 'loadDiary', 'makeRoom', 'makeRoom', 'forget', 'remind', 'addEffect', 'position', 'lease', 'postpone', 'event');

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lock' as const), keys: numbers, wait: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), key: number, version: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: ofKey as fc.Arbitrary<'remove'>, key: number }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('reply', 'replies', 'lockEffects', 'removeEffects') as fc.Arbitrary<'reply'>, keys: numbers }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('seats' as const), key: number, left: some, taken: some, who: number }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), key: number, left: some, taken: some }) },
);

/** Scripts of up to so many steps. */
export const scripts = (maxLength: number): fc.Arbitrary<Step<Op>[]> => scriptsOf(op, maxLength);

/** Ids of one play: another `salt` gives other ids in the same order. */
interface Names {
  readonly tenantId: string;
  id(group: number, number: number): string;
  /** The text without the salt. */
  unsalted(text: string): string;
}

function namesOf(salt: number): Names {
  const tail = salt.toString(16).padStart(12, '0');
  const id = (group: number, number: number): string => `018f0000-0${group}00-70${number.toString(16).padStart(2, '0')}-8000-${tail}`;
  return { tenantId: id(9, 0), id, unsalted: (text) => text.replaceAll(tail, '') };
}

/** The first two overlap. No more: whether one that is in the way or one that may yet be is met first, no constraint says. */
const STARTS = [0, 10, 40] as const;

const stretchOf = (names: Names, key: number, number: number) => {
  const start = STARTS[number] ?? 0;
  return { id: names.id(5, key * 4 + number), lane: 0, start: at(start), end: at(start + 15) };
};

const effectOf = (names: Names, kind: NewEffect['kind'], key: number, id: string): NewEffect => ({
  id, tenantId: names.tenantId, actor: 'a', keyType: 'k', key: names.id(1, key), name: 'n', kind, input: null, due: NOW, traceparent: '',
});

/** Does one thing in a transaction. */
async function perform({ tables, rooms, diaries }: Stand, names: Names, query: Query, step: Op, nth: number): Promise<unknown> {
  const { tenantId } = names;
  const keyOf = (key: number): Key => ({ type: 'k', id: names.id(1, key) });
  const address = (key: number) => ({ tenantId, key: keyOf(key) });
  const request = (key: number) => ({ tenantId, principal: 'p', method: 'm', requestId: names.id(2, key) });
  const change = <P>(key: number, before: P | undefined, after: P | undefined): Change<P> => ({ tenantId, key: keyOf(key), before, after, version: 1n, now: NOW });
  const room = (key: number, seats: readonly number[], who: number): Room => ({ id: names.id(1, key), label: `${key % 2}`, seats: new Map(seats.map((lane) => [lane, `${who}`])) });
  const diary = (key: number, stretches: readonly number[]): Diary => ({ id: names.id(1, key), stretches: stretches.map((one) => stretchOf(names, key, one)) });
  const loads = (key: number) => [{ tenantId, key: keyOf(key), turns: [{ window: undefined, keys: [keyOf(key)] }] }];
  switch (step.kind) {
    case 'lock': return tables.anchors.lock(query, step.keys.map(address), step.wait);
    case 'move': return tables.anchors.save(query, [{ ...address(step.key), version: BigInt(step.version), eventVersion: 0n }]);
    case 'create': return tables.anchors.create(query, [{ ...address(step.key), version: 1n, eventVersion: 1n }]);
    case 'remove': return tables.anchors.remove(query, [address(step.key)]);
    case 'reply': return tables.requestLog.save(query, step.keys.map((key) => ({ ...request(key), bodyHash: new Uint8Array(), reply: new Uint8Array([nth]) })), NOW);
    case 'replies': return (await tables.requestLog.find(query, step.keys.map(request))).map(({ requestId, reply }) => `${requestId}:${reply[0]}`).sort();
    case 'addEffect': return tables.records.addEffects(query, [effectOf(names, 'effect', step.key, names.id(3, nth))], NOW);
    case 'remind': return tables.records.setReminders(query, [effectOf(names, 'reminder', step.key, names.id(3, nth))], NOW);
    case 'forget': return tables.records.forgetReminders(query, [effectOf(names, 'reminder', step.key, '')]);
    case 'lockEffects': return tables.batch.lockEffects(query, step.keys.map((key) => names.id(3, key)));
    case 'removeEffects': return tables.batch.removeEffects(query, step.keys.map((key) => names.id(3, key)));
    case 'lease': return (await tables.effects.leaseDue(query, 99, 60_000, at(1))).map(({ id, attempts }) => `${id}:${attempts}`).sort();
    case 'postpone': return tables.effects.postpone(query, names.id(3, step.key), 'no', 0, NOW);
    case 'position': return tables.positions.advance(query, 'c', [{ tenantId, key: names.id(1, step.key), keyVersion: BigInt((nth % 5) + 1) }]);
    case 'event': return tables.records.appendEvents(query, [{ id: names.id(4, nth), tenantId, type: 't', key: names.id(1, step.key), keyVersion: 1n, subject: '', headers: {}, payload: new Uint8Array() }], NOW);
    case 'makeRoom': return rooms.save(query, [change(step.key, undefined, room(step.key, [], 0))]);
    case 'seats': return rooms.save(query, [change(step.key, room(step.key, step.left, step.who), room(step.key, step.taken, step.who + 3))]);
    case 'time': return diaries.save(query, [change(step.key, diary(step.key, step.left), diary(step.key, step.taken.filter((one) => !step.left.includes(one))))]);
    case 'loadRoom': return 'load' in rooms ? [...(await rooms.load(query, loads(step.key)))].map(([, found]) => found) : [];
    case 'loadDiary': return 'loadAcross' in diaries ? diaries.loadAcross(query, loads(step.key)) : [];
  }
}

/** What all of it came to, as every transaction sees it afterwards. */
async function remains(stand: Stand, names: Names, client: StandClient): Promise<string> {
  const all: Op[] = [
    { kind: 'lock', keys: [0, 1, 2], wait: false }, { kind: 'replies', keys: [0, 1, 2] },
    ...[0, 1, 2].flatMap((key): Op[] => [{ kind: 'loadRoom', key }, { kind: 'loadDiary', key }]),
  ];
  const last = await hold(client, async (query) => {
    const seen: unknown[] = [];
    for (const one of all) seen.push(await perform(stand, names, query, one, 0));
    return seen;
  }, [names.tenantId]);
  await last.rollback();
  const { relay } = client.database;
  const positions = await stand.tables.positions.find(relay, 'c', [0, 1, 2].map((key) => ({ tenantId: names.tenantId, key: names.id(1, key) })));
  const events = (await stand.tables.outbox.unpublished(relay, 1_000)).filter(({ tenant_id }) => tenant_id === names.tenantId).map(({ id }) => id);
  const effects = (await stand.tables.effects.leaseDue(relay, 1_000, 1, at(9_999))).filter(({ tenant_id }) => tenant_id === names.tenantId);
  return show([last.result, positions.sort((a, b) => (a.key < b.key ? -1 : 1)), events, effects.map(({ id, attempts }) => `${id}:${attempts}`).sort()]);
}

/** Plays a script on a stand; gives one line for each thing that happened, and last what is left of it. `salt` keeps plays apart. */
export async function playOn(stand: Stand, clients: readonly [StandClient, StandClient], script: readonly Step<Op>[], salt: number, breakDeadlock: () => void): Promise<string> {
  const names = namesOf(salt);
  const lines = await play({ ground: stand, clients, tenantId: names.tenantId, breakDeadlock, perform: (query, one: Op, nth) => perform(stand, names, query, one, nth) }, script);
  return [...lines, await remains(stand, names, clients[0])].map(names.unsalted).join('\n');
}
