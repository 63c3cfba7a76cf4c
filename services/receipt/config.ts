/** Settings of the receipt service: PDFs are kept in NATS unless an S3 bucket is named. */
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';
import type { S3ObjectStoreOptions } from '../runtime/objects/s3-object-store.ts';
import { s3Of, s3Settings } from '../runtime/objects/settings.ts';

const schema = { runtime: runtimeSettings('receipt', 3007), s3: s3Settings };

export interface ReceiptConfig {
  readonly runtime: SettingsOf<typeof schema>['runtime'];
  /** Absent: PDFs are kept in NATS. */
  readonly s3?: S3ObjectStoreOptions;
}

/** Throws a `SettingsError` that lists every bad setting. */
export function readReceiptConfig(env: Environment): ReceiptConfig {
  const { runtime, s3: given } = readSettings(env, schema);
  const s3 = s3Of(given);
  return { runtime, ...(s3 && { s3 }) };
}
