/** Roles of people in a business: changed one after the other, by who administers it at that moment. */
import { MemberService } from '#proto/berth/user/v1/member_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import type { PrepareContext } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { findProfile } from '../db/profile-store.ts';
import { emailKey, identityKey, membershipKey, profileKey } from '../keys.ts';
import type { Profile } from '../domain/account.ts';
import { changeRoles, CUSTOMER, type MemberRole } from '../domain/membership.ts';
import { toMemberRoles, toUser } from '../mapping.ts';
import { actingProfile, memberRules, type MemberTurn } from './member-rules.ts';

interface Concerned {
  readonly userId: string;
}

async function prepare({ userId }: Concerned, { db }: PrepareContext): Promise<Profile> {
  const found = await findProfile(db, fromTypeId('usr', userId, 'user_id'));
  if (!found) throw notFound('person', userId);
  return found.profile;
}

const route = (_: unknown, { id, email }: Profile, { caller }: PrepareContext) => [membershipKey(caller.tenantId), profileKey(id), identityKey(email)];

function change(turn: MemberTurn, { id, email }: Profile, etag: string, roles: readonly MemberRole[]): Profile {
  const member = turn.state.profiles.get(id);
  if (!member) throw notFound('person', id);
  turn.expectEtag(profileKey(id), etag);
  // A guest has written an address that may be somebody else's.
  const owner = turn.state.identities.get(emailKey(email));
  const proved = owner?.id === id && owner.verified !== undefined;
  return turn.apply(changeRoles(turn.state.membership, { actor: actingProfile(turn), member, proved, roles }, turn.now)).profiles.get(id) ?? member;
}

export const memberActor = actor({
  name: 'member',
  service: MemberService,
  ...memberRules,
  commands: {
    setMemberRoles: {
      prepare,
      route,
      turn(turn, { roles, etag }, about: Profile) {
        const changed = change(turn, about, etag, toMemberRoles(roles));
        return { member: toUser(changed, turn.version(profileKey(about.id))) };
      },
    },
    removeMember: {
      prepare,
      route,
      turn(turn, { etag }, about: Profile) {
        change(turn, about, etag, CUSTOMER);
        return {};
      },
    },
  },
});
