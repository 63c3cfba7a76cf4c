/** I5: every committed event, and nothing else, is published, reaches every consumer in order and counts once. */
import { committedRows, type OutboxValue } from '#runtime/testing/memory/runtime-rows.ts';
import { streamOf } from '#runtime/events/streams.ts';
import { bookings } from '../booking/stores.ts';
import type { ServiceName, World } from '../world.ts';
import { paymentIdOf } from '../../../services/payment/keys.ts';

/** Whose consumers take in the events of a service. */
const TAKERS = { booking: ['payment', 'booking'], payment: ['booking'] } as const;

export function checkEvents(world: World): void {
  for (const service of ['booking', 'payment'] as const) {
    const events = committedRows(world.databases[service]).outbox();
    checkVersions(world, events);
    checkStream(world, service, events);
    checkConsumed(world, service, events);
    const letters = committedRows(world.databases[service]).deadLetters();
    for (const { consumer, error } of letters) world.violate('I5', `an event became a dead letter of ${consumer}: ${error}`);
  }
  checkSteps(world, committedRows(world.databases.payment).outbox());
}

/** Versions of a key count from 1 without gaps, in the order of the outbox. */
function checkVersions(world: World, events: readonly OutboxValue[]): void {
  const last = new Map<string, bigint>();
  for (const { tenantId, key, keyVersion, type } of events) {
    const before = last.get(`${tenantId}/${key}`) ?? 0n;
    if (keyVersion !== before + 1n) world.violate('I5', `${type} of ${key} has version ${keyVersion} after ${before}`);
    last.set(`${tenantId}/${key}`, keyVersion);
  }
}

const messageIds = (world: World, service: ServiceName): Set<string> => new Set([...(world.broker.streams.get(streamOf(service))?.messages() ?? [])].map(({ id }) => id));

function checkStream(world: World, service: ServiceName, events: readonly OutboxValue[]): void {
  const known = new Set(events.map(({ id }) => id));
  for (const id of messageIds(world, service)) {
    if (!known.has(id)) world.violate('I5', `message ${id} of ${service} tells of something that was never committed`);
  }
}

function checkConsumed(world: World, service: ServiceName, events: readonly OutboxValue[]): void {
  for (const taker of TAKERS[service]) {
    const isTaken = takenBy(world, taker);
    for (const event of events) {
      if (!isTaken(event)) world.violate('I5', `${event.type} ${event.keyVersion} of ${event.key} never reached ${taker}`);
    }
  }
}

/** Whether a service is done with an event of the other, as its positions say. */
function takenBy(world: World, service: ServiceName): (event: OutboxValue) => boolean {
  const positions = new Map(committedRows(world.databases[service]).positions().map((position) => [`${position.tenantId}/${position.key}`, position]));
  return ({ tenantId, key, keyVersion }) => {
    const position = positions.get(`${tenantId}/${key}`);
    const isMissing = [...(position?.missing ?? [])].some(([from, to]) => from <= keyVersion && keyVersion < to);
    return position !== undefined && position.version >= keyVersion && !isMissing;
  };
}

/** Events that nobody has taken and that the broker no longer has: until the relay compares, within a minute, they are lost. */
export function lostEvents(world: World, service: ServiceName): number {
  const taken = TAKERS[service].map((taker) => takenBy(world, taker));
  const ids = messageIds(world, service);
  return committedRows(world.databases[service]).outbox().filter((event) => !ids.has(event.id) && !taken.every((isTaken) => isTaken(event))).length;
}

/** Each event of a payment leaves one line in its booking's journey: none when it was lost, two when it counted twice. */
function checkSteps(world: World, events: readonly OutboxValue[]): void {
  for (const { value: booking } of bookings.committed(world.databases.booking).values) {
    const mine = events.filter(({ key }) => key === paymentIdOf(booking.id));
    const steps = booking.steps.filter(({ service }) => service === 'payment');
    for (const type of new Set([...mine.map((event) => event.type), ...steps.map(({ name }) => name)])) {
      const told = mine.filter((event) => event.type === type).length;
      const counted = steps.filter(({ name }) => name === type).length;
      if (told !== counted) world.violate('I4', `${type} of booking ${booking.id} happened ${told} times and counted ${counted} times`);
    }
  }
}
