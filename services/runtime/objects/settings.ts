/** Settings of an S3 bucket: all of what it needs, or none of it. */
import { flag, optional, text, url } from '../config/kinds.ts';
import { SettingsError, type SettingsOf } from '../config/settings.ts';
import type { S3ObjectStoreOptions } from './s3-object-store.ts';

/** As part of a service's schema. */
export const s3Settings = {
  endpoint: optional(url('S3_ENDPOINT', ['http', 'https'])),
  bucket: optional(text('S3_BUCKET')),
  region: text('S3_REGION', 'a region, such as eu-west-1', { fallback: 'us-east-1' }),
  accessKeyId: optional(text('S3_ACCESS_KEY_ID')),
  secretAccessKey: optional(text('S3_SECRET_ACCESS_KEY')),
  forcePathStyle: flag('S3_FORCE_PATH_STYLE', { fallback: true }),
};

/** The bucket; `undefined` when none is named. Throws a `SettingsError` that lists what is missing. */
export function s3Of({ endpoint, bucket, accessKeyId, secretAccessKey, ...rest }: SettingsOf<typeof s3Settings>): S3ObjectStoreOptions | undefined {
  if (!endpoint && !bucket) return undefined;
  if (endpoint && bucket && accessKeyId && secretAccessKey) return { endpoint, bucket, accessKeyId, secretAccessKey, ...rest };
  const needed = { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
  const missing = Object.entries(needed).filter(([, value]) => !value);
  throw new SettingsError(missing.map(([name]) => `${name} is not set: S3 needs all of ${Object.keys(needed).join(', ')}`));
}
