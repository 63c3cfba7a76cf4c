/** For tests: an actor that writes down, in order, the events that its turns have applied. */
import type { DescMessage } from '@bufbuild/protobuf';
import { actor } from '../actor/actor.ts';
import { single } from '../actor/state.ts';
import type { Store } from '../actor/types.ts';
import type { Database } from '../db/database.ts';
import { reaction, type Envelope, type Reaction } from './types.ts';

interface Tally {
  readonly id: string;
  readonly events: readonly string[];
}

export const TALLY_TABLE = `create table tally (
  tenant_id uuid not null, id uuid not null, events text[] not null, primary key (tenant_id, id)
)`;

const tallyStore: Store<Tally> = {
  async load(tx, loads) {
    const rows = await tx.run<Tally>('select id, events from tally where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, row]));
  },
  async save(tx, changes) {
    for (const { tenantId, key, after } of changes) {
      await tx.run(
        'insert into tally (tenant_id, id, events) values ($1, $2, $3) on conflict (tenant_id, id) do update set events = excluded.events',
        [tenantId, key.id, after?.events ?? []],
      );
    }
  },
};

/** What happened: an event of another service was counted on a key. */
export interface Counted {
  readonly key: string;
  readonly event: string;
}

export const tallyActor = actor<never, Tally | undefined, Counted>({
  name: 'tally',
  state: single('tally', tallyStore),
  behaviour: { initial: undefined, evolve: (state, { key, event }) => ({ id: key, events: [...(state?.events ?? []), event] }) },
});

/** A reaction that counts an event on its key; `inTurn` runs before it counts. */
export const tallying = (event: DescMessage, inTurn: (envelope: Envelope) => void = () => undefined): Reaction =>
  reaction({
    event,
    actor: tallyActor,
    route: (_event, _read, envelope) => [{ type: 'tally', id: envelope.key }],
    turn(turn, _event, envelope) {
      inTurn(envelope);
      turn.apply({ events: [{ key: envelope.key, event: envelope.id }] });
    },
  }) as unknown as Reaction;

/** The events that were applied on a key, in order. */
export async function tallied(database: Database, tenantId: string, key: string): Promise<readonly string[]> {
  const [row] = await database.read([tenantId], (query) => query.run<Tally>('select id, events from tally where id = $1', [key]));
  return row?.events ?? [];
}
