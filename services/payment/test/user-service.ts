/** The user service as far as payment asks it: what roles somebody has now, and whether their session is open. */
import { create, type Message } from '@bufbuild/protobuf';
import { AccountService, ListSessionsResponseSchema } from '#proto/berth/user/v1/account_service_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { GetMeResponseSchema, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { ServerCall } from '../../runtime/rpc/call.ts';
import type { Peer } from '../../runtime/testing/service-harness.ts';

export interface PlayedUsers extends Peer {
  /** Subjects whose role was taken since their token was made. */
  readonly dismissed: Set<string>;
  /** Sessions that have ended since. */
  readonly ended: Set<string>;
}

export function playUsers(): PlayedUsers {
  const [dismissed, ended] = [new Set<string>(), new Set<string>()];
  const answer = ({ method, caller }: ServerCall): Message => {
    if (method.name === 'ListSessions') return create(ListSessionsResponseSchema, { sessions: ended.has(caller.session ?? '') ? [] : [{ current: true }] });
    return create(GetMeResponseSchema, { user: { roles: dismissed.has(caller.subject) || !caller.roles.includes('admin') ? [Role.USER] : [Role.USER, Role.ADMIN] } });
  };
  return { dismissed, ended, services: [UserService, AccountService], handle: async (call) => answer(call) };
}
