/** Settings of the receipt service: PDFs are kept in NATS unless an S3 bucket is named. */
import { flag, optional, text, url } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, SettingsError, type Environment, type SettingsOf } from '../runtime/config/settings.ts';
import type { S3ObjectStoreOptions } from './objects/s3-object-store.ts';

const schema = {
  runtime: runtimeSettings('receipt', 3007),
  s3: {
    endpoint: optional(url('S3_ENDPOINT', ['http', 'https'])),
    bucket: optional(text('S3_BUCKET')),
    region: text('S3_REGION', 'a region, such as eu-west-1', { fallback: 'us-east-1' }),
    accessKeyId: optional(text('S3_ACCESS_KEY_ID')),
    secretAccessKey: optional(text('S3_SECRET_ACCESS_KEY')),
    forcePathStyle: flag('S3_FORCE_PATH_STYLE', { fallback: true }),
  },
};

export interface ReceiptConfig {
  readonly runtime: SettingsOf<typeof schema>['runtime'];
  /** Absent: PDFs are kept in NATS. */
  readonly s3?: S3ObjectStoreOptions;
}

/** Throws a `SettingsError` that lists every bad setting. */
export function readReceiptConfig(env: Environment): ReceiptConfig {
  const { runtime, s3 } = readSettings(env, schema);
  const { endpoint, bucket, accessKeyId, secretAccessKey, ...rest } = s3;
  if (!endpoint && !bucket) return { runtime };
  if (endpoint && bucket && accessKeyId && secretAccessKey) return { runtime, s3: { endpoint, bucket, accessKeyId, secretAccessKey, ...rest } };
  const needed = { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
  const missing = Object.entries(needed).filter(([, value]) => !value);
  throw new SettingsError(missing.map(([name]) => `${name} is not set: S3 needs all of ${Object.keys(needed).join(', ')}`));
}
