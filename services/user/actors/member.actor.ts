/** Roles of people in a business: changed one after the other, by who administers it at that moment. */
import { MemberService } from '#proto/berth/user/v1/member_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import type { Key, PrepareContext } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { findProfile } from '../db/profile-store.ts';
import { givesMoreThan } from '../domain/invitation.ts';
import { emailKey, identityKey, invitationKey, linkIdOf, linkKey, membershipKey, profileKey } from '../keys.ts';
import type { Profile } from '../domain/account.ts';
import { changeRoles, CUSTOMER, type MemberRole } from '../domain/membership.ts';
import { toMemberRoles, toUser } from '../mapping.ts';
import { actingProfile, memberRules, takeBack, type MemberTurn } from './member-rules.ts';

interface Concerned {
  readonly userId: string;
}

async function prepare({ userId }: Concerned, { db }: PrepareContext): Promise<Profile> {
  const found = await findProfile(db, fromTypeId('usr', userId, 'user_id'));
  if (!found) throw notFound('person', userId);
  return found.profile;
}

function route(_: unknown, { id, email }: Profile, { caller }: PrepareContext): Key[] {
  const invited = linkIdOf('invitation', email);
  return [membershipKey(caller.tenantId), profileKey(id), identityKey(email), invitationKey(invited), linkKey(invited)];
}

function change(turn: MemberTurn, { id, email }: Profile, etag: string, roles: readonly MemberRole[]): Profile {
  const member = turn.state.profiles.get(id);
  if (!member) throw notFound('person', id);
  turn.expectEtag(profileKey(id), etag);
  // A guest has written an address that may be somebody else's.
  const owner = turn.state.identities.get(emailKey(email));
  const isOwner = owner?.id === id;
  const proved = isOwner && owner.verified !== undefined;
  const changed = turn.apply(changeRoles(turn.state.membership, { actor: actingProfile(turn), member, proved, roles }, turn.now)).profiles.get(id) ?? member;
  // Whoever is given less would otherwise take the rest from an invitation that was sent before.
  const invitation = isOwner ? turn.state.invitations.get(linkIdOf('invitation', email)) : undefined;
  if (invitation && givesMoreThan(invitation, roles)) takeBack(turn, invitation);
  return changed;
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
