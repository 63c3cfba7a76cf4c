/** Takes every event out of the broker, for a database that was restored from a backup: its outboxes are sent again, and nobody acts on what never happened there. */
import type { JetStreamManager, NatsConnection, StreamInfo } from 'nats';
import type { BrokerUser } from '#runtime/events/permissions.ts';
import { jetStreamCode, managerOf, STREAM_NOT_FOUND, streamOf } from '#runtime/events/streams.ts';
import { StartFailure } from '../dev/start-failure.ts';

/**
 * Deletes the streams of events with their consumers; objects and limits stay. Gives how many events there were. Throws a `StartFailure`, and deletes nothing,
 * while a service waits for events: what it took meanwhile it would not take again. The provisioner makes streams and consumers again.
 */
export async function forgetEvents(connection: NatsConnection, users: readonly BrokerUser[]): Promise<number> {
  const manager = await managerOf(connection);
  const names = users.filter(({ publishes }) => publishes).map(({ name }) => streamOf(name));
  const streams = (await Promise.all(names.map((name) => infoOf(manager, name)))).filter((info) => info !== undefined);
  const waiting = (await Promise.all(streams.map(({ config }) => whoWaits(manager, config.name)))).flat();
  if (waiting.length > 0) throw new StartFailure(`Services still run and take events: ${[...new Set(waiting)].sort().join(', ')}. Stop them all first.`);
  for (const { config } of streams) await manager.streams.delete(config.name);
  return streams.reduce((sum, { state }) => sum + state.messages, 0);
}

async function infoOf(manager: JetStreamManager, stream: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(stream);
  } catch (error) {
    if (jetStreamCode(error) !== STREAM_NOT_FOUND) throw error;
    return undefined;
  }
}

async function whoWaits(manager: JetStreamManager, stream: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, num_waiting: waiting } of manager.consumers.list(stream)) if (waiting > 0) names.push(name);
  return names;
}
