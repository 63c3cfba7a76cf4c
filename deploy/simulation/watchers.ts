/** Visitors who watch what can be had, lose the connection, and take up again at any process with what they have: in the end they have what a fresh list says. */
import { create, toJson } from '@bufbuild/protobuf';
import { timestampFromMs, type Timestamp } from '@bufbuild/protobuf/wkt';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { AvailabilityUpdate, type WatchAvailabilityResponse } from '#proto/berth/booking/v1/availability_stream_pb.ts';
import { SlotSchema, type Slot } from '#proto/berth/booking/v1/booking_pb.ts';
import { AvailabilityService, ListSlotsRequestSchema, WatchAvailabilityRequestSchema, type ListSlotsRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { Failure } from '#runtime/errors.ts';
import { toTypeId } from '#runtime/ids.ts';
import { fullName } from '#runtime/rpc/handlers.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import { ask } from './ask.ts';
import type { Journal, Watcher } from './journal.ts';
import type { Node } from './node.ts';
import type { Shop } from './shop.ts';
import type { World } from './world.ts';

const { method } = AvailabilityService;
const DAY_MS = 86_400_000;

/** Lets the visitors watch as often as the plan says. */
export function sendWatchers(world: World, journal: Journal): void {
  if (world.plan.watches === 0) return;
  for (const shop of world.shops) {
    const watcher = newWatcher(world, shop);
    journal.watchers.push(watcher);
    journal.open += 1;
    void watchOften(world, watcher).finally(() => (journal.open -= 1));
  }
}

function newWatcher({ newId, scheduler: { random } }: World, { tenantId, event, service, session }: Shop): Watcher {
  const from = session.time.start.getTime();
  const offeringId = toTypeId('off', random.chance(0.3) ? event.id : service.id);
  const query = create(ListSlotsRequestSchema, { offeringId, fromTime: timestampFromMs(from), toTime: timestampFromMs(from + 2 * DAY_MS) });
  return { caller: { tenantId, subject: newId(), roles: ['user'] }, query, slots: new Map(), token: '', messages: 0 };
}

async function watchOften(world: World, watcher: Watcher): Promise<void> {
  const { scheduler: { random }, plan } = world;
  for (let times = plan.watches; times > 0; times -= 1) {
    await world.sleep(random.between(0, plan.activeMs / plan.watches));
    await watch(world, watcher, random.between(100, 5_000));
  }
}

/** Watches for so long at one of the processes; whatever comes is kept by the rules of the contract alone. */
async function watch(world: World, watcher: Watcher, ms: number): Promise<void> {
  const node = world.scheduler.random.pick(world.nodesOf('booking'));
  if (!node.process.alive) return;
  const leaving = new AbortController();
  // A process that dies says nothing any more: the visitor leaves all the same.
  await Promise.race([follow(world, node, watcher, leaving.signal), world.sleep(ms)]);
  leaving.abort();
}

async function follow(world: World, node: Node, watcher: Watcher, signal: AbortSignal): Promise<void> {
  const { caller, query, token } = watcher;
  const handler = node.handlers.get(fullName(method.watchAvailability));
  if (!handler) throw new TypeError('nobody serves WatchAvailability in the simulation');
  const request = create(WatchAvailabilityRequestSchema, { query, resumeToken: token });
  const call = { method: method.watchAvailability, request, caller, requestId: '', deadline: new Date(EPOCH + world.scheduler.now() + 60_000), signal, context: ROOT_CONTEXT };
  try {
    for await (const message of handler(call) as AsyncIterable<WatchAvailabilityResponse>) {
      if (signal.aborted) return;
      take(world, watcher, message);
    }
  } catch (error) {
    if (!signal.aborted && !(error instanceof Failure && error.code === 'UNAVAILABLE')) world.violate('I10', `watching failed with ${String(error)}`);
  }
}

const nameOf = (sessionId: string, start: Timestamp | undefined): string => sessionId || String(start?.seconds);

function take(world: World, watcher: Watcher, message: WatchAvailabilityResponse): void {
  const { slots } = watcher;
  world.scheduler.note(`a watcher is told of ${message.slots.length} slots by update ${message.update}`);
  if (message.tokenRefused) world.violate('I16', 'a token of ours was refused');
  if (message.update === AvailabilityUpdate.SNAPSHOT) slots.clear();
  for (const [name, { time }] of slots) if (message.forgottenDates.includes(time?.localStart.slice(0, 10) ?? '')) slots.delete(name);
  for (const { sessionId, startTime } of message.goneSlots) slots.delete(nameOf(sessionId, startTime));
  for (const slot of message.slots) slots.set(nameOf(slot.sessionId, slot.time?.startTime), slot);
  watcher.token = message.resumeToken;
  watcher.messages += 1;
}

/**
 * A world at rest may still have a process that stands still or a database that is away for a while: whoever hears nothing there tries again, as a visitor's page does.
 * One who never hears anything is found because this does not end.
 */
async function watchUntilTold(world: World, watcher: Watcher): Promise<void> {
  for (const before = watcher.messages; watcher.messages === before; ) {
    await watch(world, watcher, 3_000);
    if (watcher.messages === before) await world.sleep(1_000);
  }
}

/** I16: for a world at rest. One more look, with what they have, and all is as a fresh list says. */
export async function settleWatchers(world: World, { watchers }: Journal): Promise<void> {
  for (const watcher of watchers) {
    await watchUntilTold(world, watcher);
    const [kept, fresh] = [shown([...watcher.slots.values()]), await list(world, watcher.caller, watcher.query)];
    if (fresh !== undefined && kept !== fresh) world.violate('I16', `a watcher has ${kept}, a fresh list says ${fresh}`);
  }
}

async function list(world: World, caller: Caller, query: ListSlotsRequest): Promise<string | undefined> {
  const reply = await ask(world, caller, method.listSlots, query);
  return reply.kind === 'ok' ? shown(reply.message.slots) : undefined;
}

const shown = (slots: readonly Slot[]): string => slots.map((slot) => JSON.stringify(toJson(SlotSchema, slot))).toSorted().join(' ');
