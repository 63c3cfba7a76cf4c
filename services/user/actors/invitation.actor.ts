/** Invitations: mailed to an address, and accepted once by who has it. */
import { InvitationService } from '#proto/berth/user/v1/invitation_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import type { PrepareContext } from '../../runtime/actor/types.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { findInvitation } from '../db/invitation-store.ts';
import { accountChanged, normalizeEmail } from '../domain/account.ts';
import { refusalOf, type Invitation } from '../domain/invitation.ts';
import { mayGive, notAllowed } from '../domain/membership.ts';
import { identityKey, invitationKey, linkIdOf, linkKey, membershipKey, profileKey } from '../keys.ts';
import { toInvitation, toMemberRoles } from '../mapping.ts';
import type { Tokens } from '../tokens.ts';
import { accept, finishAcceptance, prepareAcceptance, routeAcceptance, type AcceptanceReply, type Accepting } from './accept-invitation.ts';
import { ownerOf } from './credentials.ts';
import { sendLink } from './mail-links.ts';
import { actingProfile, memberRules, takeBack } from './member-rules.ts';

interface Invited {
  readonly email: string;
  /** Who has the address, in whatever business. */
  readonly userId: string | undefined;
}

const keysOf = (tenantId: string, id: string, email: string) => [membershipKey(tenantId), invitationKey(id), linkKey(id), identityKey(email)];

export const invitationActor = (tokens: Tokens) => actor({
  name: 'invitation',
  service: InvitationService,
  ...memberRules,
  commands: {
    createInvitation: {
      async prepare({ email }, view): Promise<Invited> {
        const address = normalizeEmail(email);
        return { email: address, userId: (await ownerOf(view, address))?.id };
      },
      route: (_, { email, userId }: Invited, { caller }) => [
        ...keysOf(caller.tenantId, linkIdOf('invitation', email), email), ...(userId === undefined ? [] : [profileKey(userId)]),
      ],
      turn(turn, request, { email, userId }: Invited) {
        const id = linkIdOf('invitation', email);
        const [actor, roles] = [actingProfile(turn), toMemberRoles(request.roles)];
        const member = userId === undefined ? undefined : turn.state.profiles.get(userId);
        const refusal = refusalOf(turn.state.membership, { id, actor, member, roles }, turn.now);
        if (refusal) throw new Failure(refusal);
        const sent = sendLink(turn, 'invitation', { id: undefined, email });
        if ('rejection' in sent) throw new Failure(sent.rejection);
        const { expires } = sent.link;
        const invitation: Invitation = { id, email, roles, inviterId: turn.caller.subject, status: 'pending', acceptedBy: undefined, created: turn.now, expires };
        turn.apply({ events: [{ type: 'invitationChanged', invitation }] });
        return { invitation: toInvitation(invitation) };
      },
    },
    revokeInvitation: {
      async prepare({ id }, { db }): Promise<Invitation> {
        const found = await findInvitation(db, fromTypeId('inv', id, 'id'));
        if (!found) throw notFound('invitation', id);
        return found;
      },
      route: (_, { id, email }: Invitation, { caller }) => keysOf(caller.tenantId, id, email),
      turn(turn, _, { id }: Invitation) {
        if (!mayGive(actingProfile(turn)?.roles ?? [], [])) throw new Failure(notAllowed());
        const invitation = turn.state.invitations.get(id);
        if (invitation) takeBack(turn, invitation);
        return {};
      },
    },
    acceptInvitation: {
      // Who repeats it is signed in, or has an account since and signs in.
      logged: false,
      anew: [accountChanged().reason],
      prepare: (request, context) => prepareAcceptance(tokens, request, context),
      route: (_, facts: Accepting, { caller }: PrepareContext) => [
        ...keysOf(caller.tenantId, facts.invitation.id, facts.invitation.email), ...routeAcceptance(facts),
      ],
      turn: (turn, { displayName }, facts: Accepting) => accept(turn, displayName, facts),
      finish: (reply: AcceptanceReply, facts: Accepting) => finishAcceptance(tokens, reply, facts),
    },
  },
});
