/** All tables of the runtime as ports, so that one value puts a whole service on another store; Postgres is the default everywhere. */
import type { ActorTables } from './actor/tables.ts';
import type { EffectTable } from './effects/table.ts';
import type { ConsumerTables } from './events/consumer.ts';
import type { RelayTables } from './events/relay.ts';

/** What mailbox, relay, consumers and effect worker take as `tables`. The transactions are `Database`'s. */
export interface RuntimeTables extends ActorTables, RelayTables, ConsumerTables {
  readonly effects: EffectTable;
}
