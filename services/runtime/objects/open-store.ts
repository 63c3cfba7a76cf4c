/** The object store that the settings name: an S3 bucket, or one in NATS. */
import type { Nats } from '../events/connection.ts';
import { createNatsObjectStore } from './nats-object-store.ts';
import type { ObjectStore } from './object-store.ts';
import { createS3ObjectStore, type S3ObjectStoreOptions } from './s3-object-store.ts';

/** `bucket` is the one in NATS. */
export const openObjectStore = (s3: S3ObjectStoreOptions | undefined, nats: Pick<Nats, 'connection'>, bucket: string): ObjectStore =>
  s3 ? createS3ObjectStore(s3) : createNatsObjectStore({ connection: () => nats.connection(), bucket });
