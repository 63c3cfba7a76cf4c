/** Makes the streams, consumers and buckets that services use but may not make themselves, and makes them again whenever the broker has lost one. */
import type { JetStreamManager, NatsConnection, StreamInfo } from 'nats';
import { connectNats, type Nats } from '#runtime/events/connection.ts';
import type { NatsTarget } from '#runtime/events/nats-settings.ts';
import type { BrokerUser } from '#runtime/events/permissions.ts';
import { ensureConsumer, ensureStream, managerOf } from '#runtime/events/streams.ts';
import { createWakeup } from '#runtime/events/wakeup.ts';
import type { Logger } from '#runtime/logger.ts';
import { QUOTA_BUCKET, openQuotaBucket } from '../../gateway/quota/shared-store.ts';
import { openBucket } from '#runtime/objects/nats-object-store.ts';
import { RECEIPT_BUCKET } from '../../services/receipt/bucket.ts';
import { EXPORT_BUCKET } from '../../services/user/bucket.ts';
import { OPERATOR } from './authorization.ts';

export interface ProvisionerOptions {
  /** The server, and what proves that this is its operator. */
  readonly server: Omit<NatsTarget, 'name'>;
  readonly users: readonly BrokerUser[];
  readonly logger: Logger;
}

/** What the server tells when a stream or a consumer is taken away. */
const LOSSES = ['$JS.EVENT.ADVISORY.STREAM.DELETED.>', '$JS.EVENT.ADVISORY.CONSUMER.DELETED.>'];
const RETRY_MS = 250;
/** nats-server 2.9 seems to tell of a deletion before it has removed the stream's files: streams that were made again at once lost or refused events. */
const GONE_MS = 2_000;
/** Advisories may get lost. */
const LOOK_MS = 10_000;

/** Everything that these users need of the broker. */
export async function provision(connection: NatsConnection, users: readonly BrokerUser[]): Promise<void> {
  const manager = await managerOf(connection);
  for (const { name } of users.filter(({ publishes }) => publishes)) await keepWhole(manager, await ensureStream(manager, name));
  for (const { name, sources, only = {}, keyValues = [], objectStores = [] } of users) {
    for (const source of sources) await ensureConsumer(connection, source, name, only[source]);
    for (const bucket of [...keyValues, ...objectStores]) await bucketOf(bucket)(connection);
  }
}

/**
 * Events leave a stream by their age alone. A part may not publish on the subjects that purge one, but the server writes its answers wherever it
 * is asked to, and an acknowledgement (`{"stream", "seq"}`) on such a subject reads as an order to purge up to that number.
 */
async function keepWhole(manager: JetStreamManager, { config }: StreamInfo): Promise<void> {
  const whole = { deny_purge: true, deny_delete: true };
  if (!config.deny_purge || !config.deny_delete) await manager.streams.update(config.name, whole);
}

const BUCKETS: Readonly<Record<string, (connection: NatsConnection) => Promise<unknown>>> = {
  [QUOTA_BUCKET]: openQuotaBucket,
  [RECEIPT_BUCKET]: (connection) => openBucket(connection, RECEIPT_BUCKET),
  [EXPORT_BUCKET]: (connection) => openBucket(connection, EXPORT_BUCKET),
};

function bucketOf(name: string): (connection: NatsConnection) => Promise<unknown> {
  const open = BUCKETS[name];
  if (!open) throw new TypeError(`nothing says how the bucket ${name} is made: add it to BUCKETS`);
  return open;
}

/** Provisions once, then stays. Disposing it ends the connection and leaves everything as it is. */
export async function startProvisioner(options: ProvisionerOptions): Promise<AsyncDisposable> {
  const nats = await connectNats({ ...options.server, name: OPERATOR, logger: options.logger });
  await provision(await nats.connection(), options.users);
  const closing = new AbortController();
  const lost = createWakeup();
  let gone: NodeJS.Timeout | undefined;
  const lostOne = (): void => {
    clearTimeout(gone);
    gone = setTimeout(() => {
      gone = undefined;
      lost.set();
    }, GONE_MS);
  };
  const isGoing = (): boolean => gone !== undefined;
  const ears = [nats.onConnected(() => lost.set()), ...LOSSES.map((subject) => nats.listen(subject, lostOne))];
  const running = keep(nats, options, (ms) => lost.wait(ms, closing.signal), isGoing, closing.signal);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      clearTimeout(gone);
      for (const ear of ears) ear[Symbol.dispose]();
      await running;
      await nats[Symbol.asyncDispose]();
    },
  };
}

async function keep(nats: Nats, { users, logger }: ProvisionerOptions, wait: (ms: number) => Promise<void>, isGoing: () => boolean, signal: AbortSignal): Promise<void> {
  let pauseMs = LOOK_MS;
  while (!signal.aborted) {
    await wait(pauseMs);
    const connection = nats.live();
    if (signal.aborted || !connection || isGoing()) continue;
    try {
      await provision(connection, users);
      pauseMs = LOOK_MS;
    } catch (error) {
      logger.warn({ err: error }, 'the broker could not be provisioned; trying again');
      pauseMs = RETRY_MS;
    }
  }
}
