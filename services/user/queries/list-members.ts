/** People of a business with more than a customer's role, by name, a page at a time. */
import type { ListMembersRequest } from '#proto/berth/user/v1/member_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { findMembers } from '../db/profile-store.ts';
import { toUser } from '../mapping.ts';

const BEGINNING = ['', '00000000-0000-0000-0000-000000000000'] as const;

export async function listMembers({ caller, db }: View, { pageSize, pageToken: token }: ListMembersRequest) {
  const request = ['ListMembers', caller.tenantId];
  const limit = pageSize || 50;
  const rows = await findMembers(db, readPageToken(token, request, ['text', 'uuid']) ?? BEGINNING, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.profile;
  return {
    members: page.map(({ profile, version }) => toUser(profile, version)),
    nextPageToken: last && rows.length > limit ? pageToken(request, [last.displayName, last.id]) : '',
  };
}
