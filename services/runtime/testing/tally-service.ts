/** The smallest service with everything in it: it counts `booking.created`, tells of it, and rings a bell outside; a test may break it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { create, toBinary } from '@bufbuild/protobuf';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { connect } from 'nats';
import pg from 'pg';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { Actor } from '../actor/actor.ts';
import type { Answer } from '../actor/submission.ts';
import type { Caller, Turn } from '../actor/types.ts';
import { readSettings } from '../config/settings.ts';
import { runtimeSettings } from '../config/runtime.ts';
import { effectType, Permanent } from '../effects/types.ts';
import { TALLY_TABLE, tallyActor, type Counted } from '../events/test-actor.ts';
import { TENANT } from '../events/test-events.ts';
import { ensureStream, managerOf } from '../events/streams.ts';
import { reaction } from '../events/types.ts';
import { toTypeId } from '../ids.ts';
import { createRuntime, startService, type RunningService } from '../service.ts';
import { testNatsUrl } from './nats.ts';
import { startServiceHarness, type ServiceHarness } from './service-harness.ts';

const ring = effectType<{ secret: string }, { note: string }>('ring');
type TallyTurn = Turn<unknown, Counted>;

/** What a test breaks and repairs. */
export interface Breakage {
  /** The reaction throws. */
  reaction: boolean;
  /** The outside call cannot be made. */
  call: boolean;
}

export interface TallyService extends ServiceHarness {
  readonly breakage: Breakage;
  /** Counts on a key as a command would, and tells of it. */
  count(key: string, requestId?: string): Promise<Answer>;
}

/** Payload of `booking.created`. The code `RING` asks for the outside call, the note `late` gives that a deadline long ago. */
export const bookingPayload = (booking: { readonly code?: string; readonly note?: string }): Uint8Array =>
  toBinary(BookingCreatedSchema, create(BookingCreatedSchema, { booking }));

const caller: Caller = { tenantId: TENANT, subject: 'service:test', roles: ['service'] };

/** Starts it under the name `receipt`. */
export async function startTallyService(): Promise<TallyService> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'berth-tally-'));
  stack.defer(() => rm(folder, { recursive: true }));
  await forgetEarlierEvents();
  const breakage: Breakage = { reaction: false, call: false };
  const { actor, counting } = tallyParts(breakage);
  const call = async (): Promise<{ note: string }> => {
    if (breakage.call) throw new Permanent('the bell is cracked');
    return { note: 'ding' };
  };
  const harness = stack.use(
    await startServiceHarness('receipt', (env) =>
      start(env, { migrations: pathToFileURL(`${folder}/`), entities: [], actors: [actor], reactions: [counting], effects: [{ type: ring, run: call }] }),
    ),
  );
  const owned = stack.move();
  return {
    ...harness,
    breakage,
    count: (key, requestId) =>
      harness.service.mailbox.submit({
        actor, caller, method: 'count', ...(requestId !== undefined && { requestId }), keys: [{ type: 'tally', id: key }], context: ROOT_CONTEXT,
        run: (turn: TallyTurn) => (turn.apply({ events: [{ key, event: 'counted' }] }), new Uint8Array()),
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What others published before on the run's broker is nothing to count. */
async function forgetEarlierEvents(): Promise<void> {
  const nats = await connect({ servers: (await testNatsUrl()).replace('nats://', '') });
  try {
    const manager = await managerOf(nats);
    const { config } = await ensureStream(manager, 'booking');
    await manager.streams.purge(config.name);
  } finally {
    await nats.close();
  }
}

function tallyParts(breakage: Breakage) {
  const actor = {
    ...tallyActor,
    outcomes: { ring: (turn: TallyTurn) => void turn.apply({ events: [] }) },
    publish: ({ key }: Counted) => ({ key: { type: 'tally', id: key }, subject: toTypeId('bkg', key), schema: BookingCreatedSchema, payload: {} }),
  } as Actor;
  const counting = reaction({
    event: BookingCreatedSchema,
    actor,
    route: (_event, _read, { key }) => [{ type: 'tally', id: key }],
    turn(turn: TallyTurn, { booking }, { id, key }) {
      if (breakage.reaction) throw new TypeError('cracked');
      turn.apply({ events: [{ key, event: id }] });
      if (booking?.code === 'RING') turn.effect(ring, { secret: 'hush' }, { key: { type: 'tally', id: key }, ...(booking.note === 'late' && { deadline: new Date(0) }) });
    },
  });
  return { actor, counting };
}

async function start(env: Readonly<Record<string, string>>, definition: Parameters<typeof startService>[1]): Promise<RunningService> {
  const owner = new pg.Client({ connectionString: env['DATABASE_OWNER_URL'] });
  await owner.connect();
  await owner.query(TALLY_TABLE);
  await owner.end();
  const { runtime } = readSettings(env, { runtime: runtimeSettings('receipt', 0) });
  return startService(createRuntime('receipt', runtime), definition);
}
