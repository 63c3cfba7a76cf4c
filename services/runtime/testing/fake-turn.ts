/** Runs one turn in memory, by the code that production runs: for specs of actors without a database. */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Actor } from '../actor/actor.ts';
import { addressOf, addressesOf, type Pending } from '../actor/submission.ts';
import { runTurn, type TurnRecords } from '../actor/turn.ts';
import type { Caller, Part, Turn } from '../actor/types.ts';
import type { Cell, World } from '../actor/world.ts';

export interface FakeTurnOptions {
  /** The turn's keys with their state before; `undefined` for what does not exist yet. */
  readonly parts: readonly Part[];
  readonly caller?: Caller;
  readonly now?: Date;
  /** Version of every key before the turn. */
  readonly version?: bigint;
  /** What the turn works on, to look at when it throws; made of `parts` by default. */
  readonly world?: World;
}

export interface FakeTurnResult extends TurnRecords {
  /** State of a key after the turn. */
  valueOf(id: string): unknown;
}

export const SERVICE: Caller = { tenantId: '018f0000-0000-7000-8000-00000000000a', subject: 'service:test', roles: ['service'] };

/** Throws what the turn throws: a `Failure` for a rejection, `Reroute` when it needs other keys. */
export function fakeTurn<S, E>(actor: Actor<S, E>, options: FakeTurnOptions, run: (turn: Turn<S, E>) => void): FakeTurnResult {
  const { parts, caller = SERVICE, now = new Date('2027-03-01T09:00:00Z'), version = 0n } = options;
  const keys = parts.map(([key]) => key);
  const { world = worldOf(caller, parts, version) } = options;
  const pending: Pending = {
    submission: {
      actor: actor as Actor,
      caller,
      method: 'test',
      keys,
      context: ROOT_CONTEXT,
      run: (turn) => (run(turn as Turn<S, E>), new Uint8Array()),
    },
    span: trace.getTracer('test').startSpan('turn'),
    keys,
    addresses: addressesOf(caller.tenantId, keys),
    reroutes: 0,
    settle: () => undefined,
  };
  const records = runTurn(pending, world, now);
  return { ...records, valueOf: (id) => [...world.values()].find(({ key }) => key.id === id)?.value };
}

/** The parts as a batch that loaded them would hold them. */
export const worldOf = (caller: Caller, parts: readonly Part[], version = 0n): World =>
  new Map(parts.map((part) => [addressOf(caller.tenantId, part[0]), cellOf(caller, part, version)]));

const cellOf = ({ tenantId }: Caller, [key, value]: Part, version: bigint): Cell => ({
  tenantId,
  key,
  fresh: version === 0n,
  loadedVersion: version,
  loadedEventVersion: version,
  before: value,
  value,
  version,
  eventVersion: version,
});
