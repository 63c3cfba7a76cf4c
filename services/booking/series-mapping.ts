/** Between Protobuf and the domain, for series. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type BookingSeriesSchema, SeriesConflictPolicy } from '#proto/berth/booking/v1/series_pb.ts';
import { toTypeId } from '../runtime/ids.ts';
import type { ConflictPolicy, Series } from './domain/series.ts';

const POLICIES = {
  all_or_nothing: SeriesConflictPolicy.ALL_OR_NOTHING,
  skip_conflicts: SeriesConflictPolicy.SKIP_CONFLICTS,
} as const satisfies Record<ConflictPolicy, SeriesConflictPolicy>;

/** What is not said books all or nothing. */
export const fromPolicy = (policy: SeriesConflictPolicy): ConflictPolicy =>
  policy === SeriesConflictPolicy.SKIP_CONFLICTS ? 'skip_conflicts' : 'all_or_nothing';

export const toSeries = (series: Series): MessageInitShape<typeof BookingSeriesSchema> => ({
  id: toTypeId('srs', series.id),
  offeringId: toTypeId('off', series.offeringId),
  customerId: toTypeId('usr', series.customerId),
  localStart: series.localStart,
  timeZone: series.timeZone,
  recurrence: series.recurrence,
  onConflict: POLICIES[series.onConflict],
  skipped: series.skipped.map(({ index, localStart, reason, rule, message }) => ({ index, localStart, reason, rule, message })),
  createTime: timestampFromDate(series.created),
});
