/** Between Protobuf and what people decide about what is kept of them. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ConsentPurpose, DataExportState, ErasureState, type ConsentSchema, type DataExportSchema, type ErasureSchema } from '#proto/berth/user/v1/privacy_pb.ts';
import { toTypeId } from '../runtime/ids.ts';
import type { Consent, Purpose } from './domain/consent.ts';
import type { DataExport, ExportStatus } from './domain/data-export.ts';
import type { Erasure, ErasureStatus } from './domain/erasure.ts';

const ERASURES = { waiting: ErasureState.WAITING, running: ErasureState.RUNNING, done: ErasureState.DONE, cancelled: ErasureState.CANCELLED } as const satisfies Record<ErasureStatus, ErasureState>;

export const toErasure = ({ userId, status, everywhere, cancelBookings, begins, requested, finished, steps }: Erasure, version: bigint): MessageInitShape<typeof ErasureSchema> => ({
  userId: toTypeId('usr', userId),
  state: ERASURES[status],
  everywhere,
  cancelBookings,
  beginTime: timestampFromDate(begins),
  createTime: timestampFromDate(requested),
  ...(finished && { finishTime: timestampFromDate(finished) }),
  steps: steps.map(({ tenantId, kept, ...step }) => ({
    ...step,
    tenantId: toTypeId('tnt', tenantId),
    kept: kept.map(({ until, ...records }) => ({ ...records, ...(until && { untilTime: timestampFromDate(new Date(until)) }) })),
  })),
  etag: String(version),
});

const EXPORTS = { collecting: DataExportState.COLLECTING, ready: DataExportState.READY, expired: DataExportState.EXPIRED } as const satisfies Record<ExportStatus, DataExportState>;

export const toDataExport = ({ status, parts, requested, ready, expires, size, sha256 }: DataExport): MessageInitShape<typeof DataExportSchema> => ({
  state: EXPORTS[status],
  parts: parts.map((part) => ({ ...part })),
  createTime: timestampFromDate(requested),
  ...(ready && { readyTime: timestampFromDate(ready) }),
  ...(expires && { expireTime: timestampFromDate(expires) }),
  size: BigInt(size),
  sha256,
});

const PURPOSES = { measurement: ConsentPurpose.MEASUREMENT, marketing: ConsentPurpose.MARKETING } as const satisfies Record<Purpose, ConsentPurpose>;

export const toConsent = ({ id, purpose, granted, textVersion, source, bookingId, time }: Consent): MessageInitShape<typeof ConsentSchema> => ({
  id: toTypeId('cns', id),
  purpose: PURPOSES[purpose],
  granted,
  textVersion,
  source,
  bookingId: bookingId === undefined ? '' : toTypeId('bkg', bookingId),
  createTime: timestampFromDate(time),
});

/** Validation lets no other purpose through. */
export const fromPurpose = (purpose: ConsentPurpose): Purpose => (purpose === ConsentPurpose.MARKETING ? 'marketing' : 'measurement');
