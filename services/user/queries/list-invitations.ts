/** Invitations that can be accepted still, by address, a page at a time. */
import type { ListInvitationsRequest } from '#proto/berth/user/v1/invitation_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { findPending } from '../db/invitation-store.ts';
import { toInvitation } from '../mapping.ts';

const BEGINNING = ['', '00000000-0000-0000-0000-000000000000'] as const;

export async function listInvitations({ caller, db, now }: View, { pageSize, pageToken: token }: ListInvitationsRequest) {
  const request = ['ListInvitations', caller.tenantId];
  const limit = pageSize || 50;
  const found = await findPending(db, now, readPageToken(token, request, ['text', 'uuid']) ?? BEGINNING, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    invitations: page.map(toInvitation),
    nextPageToken: last && found.length > limit ? pageToken(request, [last.email, last.id]) : '',
  };
}
