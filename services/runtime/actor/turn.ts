/** Runs one turn in memory: what it decides reaches the world only when its handler returns. */
import { create, getOption, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { event_name } from '#proto/berth/type/v1/event_pb.ts';
import { Failure } from '../errors.ts';
import type { EffectType } from '../effects/types.ts';
import { newId as randomId, type NewId } from '../ids.ts';
import { addressOf, type Pending } from './submission.ts';
import type { Decision, EffectOptions, Key, Published, Turn, TurnRequest } from './types.ts';
import type { Cell, World } from './world.ts';

/** An event as the outbox takes it. */
export interface EventRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly type: string;
  readonly schema: string;
  readonly key: Key;
  readonly keyVersion: bigint;
  readonly subject: string;
  readonly payload: Uint8Array;
}

/** An effect or reminder as the effect table takes it; `forget` takes a reminder back. */
export interface EffectRecord {
  readonly kind: 'effect' | 'reminder' | 'forget';
  readonly name: string;
  readonly key: Key;
  readonly input: unknown;
  readonly due: Date | undefined;
  readonly deadline?: Date | undefined;
}

/** Everything that a finished turn leaves for the batch to write. */
export interface TurnRecords {
  readonly reply: Uint8Array;
  readonly events: readonly EventRecord[];
  /** In the order in which the turn asked for them. */
  readonly effects: readonly EffectRecord[];
}

/** Thrown by `turn.need`: the turn has to start again with more keys. */
export class Reroute extends Error {
  readonly keys: readonly Key[];
  constructor(keys: readonly Key[]) {
    super('the turn needs more keys');
    this.keys = keys;
  }
}

/** Runs the pending turn on the world. Throws `Failure`, `Reroute`, or what a defective handler throws; then the world is as before. */
export function runTurn(pending: Pending, world: World, now: Date, newId: NewId = randomId): TurnRecords {
  const { submission } = pending;
  const { actor, caller } = submission;
  const draft = createDraft(pending, world);
  const request = requestOf(pending);
  const turn: Turn<unknown, unknown> = {
    caller,
    now,
    traceId: pending.span.spanContext().traceId,
    ...(request && { request }),
    get state() {
      return draft.state;
    },
    apply(decision: Decision<unknown>) {
      if ('rejection' in decision) throw new Failure(decision.rejection);
      for (const event of decision.events) draft.evolve(event);
      return draft.state;
    },
    need(...keys: readonly Key[]) {
      if (keys.some((key) => !pending.addresses.includes(addressOf(caller.tenantId, key)))) throw new Reroute(keys);
    },
    version: (key) => draft.version(key),
    expectEtag(key, etag) {
      if (etag !== '' && etag !== String(draft.cell(key).version)) throw staleEtag();
    },
    effect<I, O>(type: EffectType<I, O>, input: I, options: EffectOptions = {}) {
      const { key = firstKey(pending), due, deadline } = options;
      draft.effects.push({ kind: 'effect', name: type.name, key, input, due, ...(deadline && { deadline }) });
    },
    remind(name, due, key = firstKey(pending)) {
      if (!actor.reminders?.[name]) throw new TypeError(`${actor.name} has no reminder ${name}`);
      draft.effects.push({ kind: 'reminder', name, key, input: null, due });
    },
    forget(name, key = firstKey(pending)) {
      draft.effects.push({ kind: 'forget', name, key, input: null, due: undefined });
    },
  };
  const reply = submission.run(turn);
  return draft.commit(reply, newId);
}

const requestOf = ({ submission: { requestId, bodyHash, caller } }: Pending): TurnRequest | undefined =>
  requestId === undefined || bodyHash === undefined ? undefined : { principal: caller.subject, id: requestId, bodyHash };

const staleEtag = (): Failure =>
  new Failure({
    code: 'ABORTED',
    reason: 'ETAG_MISMATCH',
    message: 'It was changed in the meantime. Load it again and repeat the change.',
  });

function firstKey({ keys, submission }: Pending): Key {
  const [key] = keys;
  if (!key) throw new TypeError(`${submission.method}: a turn without keys`);
  return key;
}

interface Draft {
  readonly state: unknown;
  readonly effects: EffectRecord[];
  evolve(event: unknown): void;
  cell(key: Key): Cell;
  version(key: Key): bigint;
  commit(reply: Uint8Array, newId: NewId): TurnRecords;
}

/** The turn's private copy: parts of its keys, the events so far. */
function createDraft(pending: Pending, world: World): Draft {
  const { actor, caller } = pending.submission;
  const cellOf = (key: Key): Cell => {
    const address = addressOf(caller.tenantId, key);
    const cell = pending.addresses.includes(address) ? world.get(address) : undefined;
    if (!cell) {
      throw new TypeError(`${actor.name}: the turn does not hold ${key.type} ${key.id}; use turn.need`);
    }
    return cell;
  };
  let state = actor.state.compose(pending.keys.map((key) => [key, cellOf(key).value] as const));
  const published: Published[] = [];
  const effects: EffectRecord[] = [];
  const changed = (): [Cell, unknown][] =>
    actor.state
      .decompose(state)
      .map(([key, value]): [Cell, unknown] => [cellOf(key), value])
      .filter(([cell, value]) => cell.value !== value);
  return {
    get state() {
      return state;
    },
    effects,
    evolve(event) {
      state = actor.behaviour.evolve(state, event);
      const integration = actor.publish?.(event, state);
      if (integration) published.push(integration);
    },
    cell: cellOf,
    version(key) {
      const cell = cellOf(key);
      return changed().some(([other]) => other === cell) ? cell.version + 1n : cell.version;
    },
    commit(reply, newId) {
      // Whatever may throw comes first: a turn that breaks here must leave the world as it was.
      const changes = changed();
      const encoded = published.map((event) => ({ event, cell: cellOf(event.key), payload: encodeEvent(event) }));
      for (const [cell, value] of changes) {
        cell.value = value;
        cell.version += 1n;
      }
      return { reply, events: encoded.map(({ event, cell, payload }) => toRecord(newId(), event, cell, payload)), effects };
    },
  };
}

// NATS takes messages of 1 MB by default, headers included: what it would refuse must not get into the outbox, where its key would wait for ever.
const MAX_EVENT_BYTES = 900_000;

function encodeEvent({ schema, payload }: Published): Uint8Array {
  const bytes = encode(schema, payload);
  if (bytes.length <= MAX_EVENT_BYTES) return bytes;
  throw new Failure({
    code: 'INVALID_ARGUMENT',
    reason: 'EVENT_TOO_LARGE',
    message: `This is too large to be passed on: ${bytes.length} bytes of at most ${MAX_EVENT_BYTES}. Shorten its texts or lists.`,
    metadata: { event: eventNameOf(schema), bytes: String(bytes.length) },
  });
}

const eventNames = new WeakMap<DescMessage, string>();

/** The schema's `event_name`: reading an option decodes it anew each time. */
function eventNameOf(schema: DescMessage): string {
  const known = eventNames.get(schema) ?? getOption(schema, event_name);
  eventNames.set(schema, known);
  return known;
}

function toRecord(id: string, { schema, key, subject }: Published, cell: Cell, payload: Uint8Array): EventRecord {
  cell.eventVersion += 1n;
  return {
    id,
    tenantId: cell.tenantId,
    type: eventNameOf(schema),
    schema: schema.typeName,
    key,
    keyVersion: cell.eventVersion,
    subject,
    payload,
  };
}

/** Deterministic bytes of a message given in its init shape. */
export const encode = <D extends DescMessage>(schema: D, init: MessageInitShape<D>): Uint8Array =>
  toBinary(schema, create(schema, init));
