/** Objects in a JetStream object store: nothing else to install, replicated as the broker is. */
import { headers, StorageType, type NatsConnection, type ObjectStore as NatsBucket } from 'nats';
import { unavailable } from '../errors.ts';
import type { ObjectStore } from './object-store.ts';

export interface NatsObjectStoreOptions {
  /** The connection; waits until the broker is reached. */
  connection(): Promise<NatsConnection>;
  readonly bucket: string;
  /** Copies in a cluster; 1 by default. */
  readonly replicas?: number;
}

/** Opens a bucket; makes it when it is missing and the connection may make one. */
export const openBucket = (connection: NatsConnection, bucket: string, replicas = 1): Promise<NatsBucket> =>
  connection.jetstream({ checkAPI: false }).views.os(bucket, { storage: StorageType.File, replicas });

/** A store in the bucket, which is made when it is missing, also after the broker lost everything. */
export function createNatsObjectStore({ connection, bucket, replicas }: NatsObjectStoreOptions): ObjectStore {
  const open = async (): Promise<NatsBucket> => openBucket(await connection(), bucket, replicas);
  return {
    put: (key, { bytes, contentType }, signal) =>
      reached(signal, async () => {
        const meta = headers();
        meta.set('content-type', contentType);
        await (await open()).putBlob({ name: nameOf(key), headers: meta }, bytes);
      }),
    get: (key, signal) => reached(signal, async () => (await (await open()).getBlob(nameOf(key))) ?? undefined),
    remove: (key, signal) =>
      reached(signal, async () => {
        const bucket = await open();
        const found = await bucket.info(nameOf(key));
        if (found && !found.deleted) await bucket.delete(nameOf(key));
      }),
  };
}

/** The client takes names in Latin-1 only. */
const nameOf = (key: string): string => encodeURI(key);

/** The client cannot be told to stop, so an aborted call is left behind; what it may still store is what was asked for. */
async function reached<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(), aborted]);
  } catch (error) {
    throw unavailable('OBJECT_STORE_UNAVAILABLE', 'The object store in NATS cannot be reached at the moment. Try again.', error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
