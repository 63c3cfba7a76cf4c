/** A bell that counts what it hears, on a database of its own: the actor that specs of effects and reminders work on. */
import { ROOT_CONTEXT, trace, type Context, type Tracer } from '@opentelemetry/api';
import pg from 'pg';
import { actor, type Actor } from '../actor/actor.ts';
import { createMailbox, type Mailbox } from '../actor/mailbox.ts';
import { single } from '../actor/state.ts';
import type { Caller, Store, Turn } from '../actor/types.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { createTestDatabase } from '../testing/database.ts';
import { effectType, type EffectRunner } from './types.ts';
import { startEffectWorker, type EffectWorker } from './worker.ts';

export interface Bell {
  readonly id: string;
  readonly rung: number;
  readonly note: string;
}
type BellEvent = { readonly type: 'heard'; readonly id: string; readonly note: string };
export type BellTurn = Turn<Bell | undefined, BellEvent>;
export type Ring = EffectRunner<{ note: string }, { note: string }>;

const TENANT = '018f0000-0000-7000-8000-00000000000a';
const caller: Caller = { tenantId: TENANT, subject: 'service:test', roles: ['service'] };
const logger = createLogger({ service: 'test', level: 'fatal' });
export const ring = effectType<{ note: string }, { note: string }>('ring');

const store: Store<Bell> = {
  async load(query, loads) {
    const rows = await query.run<Bell>('select id, rung, note from bell where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, row]));
  },
  async save(query, changes) {
    for (const { tenantId, key, after } of changes) {
      await query.run(
        'insert into bell (tenant_id, id, rung, note) values ($1, $2, $3, $4) on conflict (tenant_id, id) do update set rung = excluded.rung, note = excluded.note',
        [tenantId, key.id, after?.rung, after?.note],
      );
    }
  },
};

const heard = (turn: BellTurn, id: string, note: string): void => void turn.apply({ events: [{ type: 'heard', id, note }] });

/** A bell whose outcome and reminder may first do what a test wants, such as throw. */
const bellThat = (before: () => void): Actor<Bell | undefined, BellEvent> =>
  actor({
    name: 'bell',
    state: single<Bell>('bell', store),
    behaviour: { initial: undefined, evolve: (state: Bell | undefined, { id, note }: BellEvent) => ({ id, rung: (state?.rung ?? 0) + 1, note }) },
    outcomes: { ring: (turn, outcome: { note: string }) => (before(), heard(turn, turn.state?.id ?? '', outcome.note)) },
    reminders: { later: (turn) => (before(), heard(turn, turn.state?.id ?? '', 'later')) },
  });

export interface EffectRowSeen {
  readonly id: string;
  readonly attempts: number;
  readonly due_time: Date;
  readonly lease_until: Date | null;
  readonly parked_time: Date | null;
  readonly last_error: string | null;
}

export interface BellStand extends AsyncDisposable {
  readonly database: Database;
  readonly mailbox: Mailbox;
  /** The time of everything; tests move it. */
  now: Date;
  /** What outcomes and reminders do first. */
  before: () => void;
  /** Rings a new or known bell once and does what else the test wants in the same turn. */
  submit(id: string, run: (turn: BellTurn) => void, context?: Context): Promise<unknown>;
  /** Starts a worker. */
  start(run: Ring['run'], more?: Partial<Ring>): EffectWorker;
  bellOf(id: string): Promise<Bell | undefined>;
  /** Looks until the bell is as wanted; the runner's timeout is the limit. */
  until(id: string, holds: (found: Bell | undefined) => boolean): Promise<Bell | undefined>;
  rows(): Promise<EffectRowSeen[]>;
  /** Looks until the rows are as wanted. */
  untilRows(holds: (rows: readonly EffectRowSeen[]) => boolean): Promise<EffectRowSeen[]>;
  /** Takes all effects away and starts over at the same time. */
  clear(): Promise<void>;
}

const START = '2027-03-01T09:00:00Z';
const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Makes the database and a mailbox for bells. */
export async function startBells(tracer: Tracer = trace.getTracer('test')): Promise<BellStand> {
  await using stack = new AsyncDisposableStack();
  const files = stack.use(await createTestDatabase('effects'));
  const { ownerUrl, appUrl, relayUrl } = files;
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('create table bell (tenant_id uuid not null, id uuid not null, rung int not null, note text not null, primary key (tenant_id, id))');
  await owner.end();
  await migrate({ ownerUrl, appUrl, relayUrl });
  const database = stack.use(await openDatabase({ url: appUrl, relayUrl, entities: [], tracer }));
  const bell = bellThat(() => stand.before());
  const shared = { service: 'test', actors: [bell], database, tracer, logger, now: () => stand.now };
  const mailbox = stack.use(createMailbox(shared));
  const owned = stack.move();
  const stand: BellStand = {
    database,
    mailbox,
    now: new Date(START),
    before: () => undefined,
    submit: (id, run, context = ROOT_CONTEXT) =>
      mailbox.submit({
        actor: bell, caller, method: 'test', requestId: newId(), keys: [{ type: 'bell', id }], context,
        run: (turn) => (heard(turn, id, 'asked'), run(turn), new Uint8Array()),
      }),
    start: (run, more = {}) => startEffectWorker({ ...shared, runners: [{ type: ring, run, ...more }], mailbox, pollMs: 10 }),
    bellOf: async (id) => (await database.read([TENANT], (query) => query.run<Bell>('select id, rung, note from bell where id = $1', [id])))[0],
    async until(id, holds) {
      for (;;) {
        const found = await stand.bellOf(id);
        if (holds(found)) return found;
        await turnOver();
      }
    },
    rows: () => database.relay.run<EffectRowSeen>('select id, attempts, due_time, lease_until, parked_time, last_error from effect order by id'),
    async untilRows(holds) {
      for (;;) {
        const rows = await stand.rows();
        if (holds(rows)) return rows;
        await turnOver();
      }
    },
    async clear() {
      await mailbox.idle();
      await database.relay.run('delete from effect');
      stand.now = new Date(START);
      stand.before = () => undefined;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return stand;
}
