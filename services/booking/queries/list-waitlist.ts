/** Who waits: staff see the whole list of a session or of an offering's times in order, customers their own entries, a page at a time; programs wait for nothing. */
import { validate } from 'uuid';
import type { ListWaitlistRequest } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { isStaff } from '../access.ts';
import { findEntries } from '../db/waitlist-store.ts';
import { toEntry } from '../waitlist-mapping.ts';

export async function listWaitlist({ caller, db }: View, { sessionId, offeringId, pageSize, pageToken: token }: ListWaitlistRequest) {
  if (sessionId !== '' && offeringId !== '') throw invalidField('offering_id', 'must be empty with a session');
  const listId = sessionId !== '' ? fromTypeId('ses', sessionId, 'session_id') : offeringId !== '' ? fromTypeId('off', offeringId, 'offering_id') : undefined;
  const customerId = isStaff(caller) && listId !== undefined ? undefined : caller.subject;
  const request = ['ListWaitlist', caller.tenantId, customerId ?? '', listId ?? ''];
  const [after] = readPageToken(token, request, ['uuid']) ?? [];
  if (customerId !== undefined && !validate(customerId)) return { entries: [], nextPageToken: '' };
  const limit = pageSize || 50;
  const found = await findEntries(db, { listId, customerId, after }, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { entries: page.map(toEntry), nextPageToken: last && found.length > limit ? pageToken(request, [last.entry.id]) : '' };
}
