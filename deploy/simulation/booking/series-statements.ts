/** What booking's reads of series mean in memory: series by id and by the request that made them, and their bookings. */
import type { Series } from '../../../services/booking/domain/series.ts';
import { all, idsIn, type Statement } from './reading.ts';
import { bookings, series } from './stores.ts';
import { versionOf } from './versions.ts';

export const seriesStatements: readonly Statement[] = [
  ['select * from booking_series where id', (reading) => all(reading, series).filter(({ id }) => idsIn(reading.params).includes(id)).map(rowOf)],
  ['select id from booking_series where request_principal', (reading) => {
    const [principal, requestId] = reading.params;
    return all(reading, series).filter(({ request }) => request?.principal === principal && request?.id === requestId).map(({ id }) => ({ id }));
  }],
  ['select id, version, updated_time as updated from booking where series_id', (reading) => {
    const members = all(reading, bookings).filter(({ series: of }) => of !== undefined && of.id === reading.params[0]);
    return members.toSorted((a, b) => (a.series?.index ?? 0) - (b.series?.index ?? 0)).map(({ id, created }) => ({ id, version: versionOf(reading.server, id), updated: created }));
  }],
];

const rowOf = ({ id, offeringId, customerId, localStart, timeZone, recurrence, onConflict, skipped, created, request }: Series): object => ({
  id, offering_id: offeringId, customer_id: customerId, local_start: localStart, time_zone: timeZone, recurrence, on_conflict: onConflict, skipped, created_time: created,
  request_principal: request?.principal ?? null, request_id: request?.id ?? null, request_hash: request?.bodyHash ?? null,
});
