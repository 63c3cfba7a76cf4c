/** Dates of events with how many places are booked, by their start, a page at a time. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { ListEventSessionsRequest } from '#proto/berth/booking/v1/session_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { listSessionsAfter } from '../db/session-store.ts';
import { toSession } from '../mapping.ts';

export async function listEventSessions({ db, caller }: View, { offeringId, fromTime, toTime, includeCancelled, pageSize, pageToken: token }: ListEventSessionsRequest) {
  const limit = pageSize || 50;
  const filter = {
    offeringId: offeringId === '' ? undefined : fromTypeId('off', offeringId, 'offering_id'),
    from: fromTime && timestampDate(fromTime),
    to: toTime && timestampDate(toTime),
    withCancelled: includeCancelled,
  };
  const request = ['ListEventSessions', caller.tenantId, offeringId, filter.from?.toISOString() ?? '', filter.to?.toISOString() ?? '', String(includeCancelled)];
  const [after] = readPageToken(token, request, ['uuid']) ?? [];
  const found = await listSessionsAfter(db, filter, after, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    sessions: page.map(({ session, version }) => toSession(session, version)),
    nextPageToken: last && found.length > limit ? pageToken(request, [last.session.id]) : '',
  };
}
