/** Streams and consumers of JetStream: made when missing, as after a wipe, and brought in line when they differ. Nothing newer than nats-server 2.9 is used. */
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type Consumer,
  type ConsumerConfig,
  type ConsumerInfo,
  type JetStreamManager,
  type NatsConnection,
  type StreamConfig,
  type StreamInfo,
} from 'nats';
import { subjectsOf } from './envelope.ts';

/** How long a stream keeps events; the outbox keeps them longer. */
export const STREAM_AGE_MS = 7 * 24 * 3_600_000;
/** How long the broker remembers message ids. Only an optimisation: the inbox is what makes events count once. */
const DUPLICATE_WINDOW_MS = 120_000;
/** A message is delivered again when nobody has said anything about it for so long. */
export const ACK_WAIT_MS = 30_000;
/** Unacknowledged messages of one consumer over all replicas, those that wait for a retry included. */
const MAX_ACK_PENDING = 2_000;

/** JetStream's number for a stream that is not there. */
export const STREAM_NOT_FOUND = 10_059;
const STREAM_EXISTS = 10_058;
const CONSUMER_NOT_FOUND = 10_014;

/** The stream of a service's events. */
export const streamOf = (service: string): string => `BERTH_${service.toUpperCase()}`;

/** JetStream's number of an error, when it is one of JetStream's. */
export const jetStreamCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;

const REQUEST_TIMEOUT_MS = 2_000;

/** JetStream's management calls. They give up soon: a request that was under way when the connection broke is never answered. */
export const managerOf = (connection: NatsConnection): Promise<JetStreamManager> =>
  connection.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS });

const wanted = (service: string): Partial<StreamConfig> & { name: string; subjects: string[] } => ({
  name: streamOf(service),
  subjects: [`berth.${service}.>`],
  description: `Events of the ${service} service, from its outbox`,
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
  max_age: nanos(STREAM_AGE_MS),
  duplicate_window: nanos(DUPLICATE_WINDOW_MS),
  allow_direct: true,
});

/** Makes sure that the service's stream exists. Any service may call it for any other: who comes first makes it. */
export async function ensureStream(manager: JetStreamManager, service: string): Promise<StreamInfo> {
  const config = wanted(service);
  try {
    const info = await manager.streams.info(config.name);
    return differs(info.config, config) ? await manager.streams.update(config.name, config) : info;
  } catch (error) {
    if (jetStreamCode(error) !== STREAM_NOT_FOUND) throw error;
    return addStream(manager, config);
  }
}

async function addStream(manager: JetStreamManager, config: Partial<StreamConfig> & { name: string }): Promise<StreamInfo> {
  try {
    return await manager.streams.add(config);
  } catch (error) {
    // Somebody else was faster.
    if (jetStreamCode(error) !== STREAM_EXISTS) throw error;
    return manager.streams.info(config.name);
  }
}

const differs = (found: StreamConfig, config: Partial<StreamConfig>): boolean =>
  found.max_age !== config.max_age ||
  found.duplicate_window !== config.duplicate_window ||
  String(found.subjects) !== String(config.subjects);

/**
 * The consumer `service` of the stream of `source`, shared by all replicas of the service. It has no filter: numbers of
 * an aggregate's events then have no gaps. `only` is for events that stand alone. Retries end by our own count, so the
 * broker is told not to give up.
 */
export async function ensureConsumer(connection: NatsConnection, source: string, service: string, only?: string): Promise<Consumer> {
  const manager = await managerOf(connection);
  await ensureStream(manager, source);
  const stream = streamOf(source);
  const filter = only === undefined ? undefined : subjectsOf(source, only);
  const found = await infoOf(manager, stream, service);
  if (!found) {
    await manager.consumers.add(stream, consumerConfig(service, filter));
  } else if ((found.config.filter_subject || undefined) !== filter) {
    // nats-server 2.9 delivers nothing of what waited when a filter was changed, so the consumer is made again where it stood. What
    // it delivers twice counts once.
    await manager.consumers.delete(stream, service);
    await manager.consumers.add(stream, { ...consumerConfig(service, filter), deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: found.ack_floor.stream_seq + 1 });
  }
  return connection.jetstream().consumers.get(stream, service);
}

async function infoOf(manager: JetStreamManager, stream: string, consumer: string): Promise<ConsumerInfo | undefined> {
  try {
    return await manager.consumers.info(stream, consumer);
  } catch (error) {
    if (jetStreamCode(error) !== CONSUMER_NOT_FOUND) throw error;
    return undefined;
  }
}

const consumerConfig = (service: string, filter: string | undefined): Partial<ConsumerConfig> => ({
  durable_name: service,
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(ACK_WAIT_MS),
  deliver_policy: DeliverPolicy.All,
  ...(filter !== undefined && { filter_subject: filter }),
  max_deliver: -1,
  max_ack_pending: MAX_ACK_PENDING,
});
