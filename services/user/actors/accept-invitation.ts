/** Accepting an invitation: as who is signed in and has its address, or by making an account for that address. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { AcceptInvitationRequest } from '#proto/berth/user/v1/invitation_service_pb.ts';
import type { UserSchema } from '#proto/berth/user/v1/user_pb.ts';
import type { Key, PrepareContext } from '../../runtime/actor/types.ts';
import { validate } from 'uuid';
import { Failure, invalidField } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { findIdentity } from '../db/identity-store.ts';
import { findInvitation } from '../db/invitation-store.ts';
import { loadLinks } from '../db/link-store.ts';
import { newIdentity, type Identity, type Profile } from '../domain/account.ts';
import { accepting, invitedAnother, invitedSignIn, isAcceptedBy, type Invitation } from '../domain/invitation.ts';
import { isGood, linkInvalid } from '../domain/mail-link.ts';
import { operatorUntouched, withRoles } from '../domain/membership.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { emailKey, profileKey, sessionKey } from '../keys.ts';
import { fromOrigin, toGivenSession, toUser } from '../mapping.ts';
import { hashPassword } from '../passwords.ts';
import type { Tokens } from '../tokens.ts';
import { acted, blankProfile, needOpenSession, open, type SessionReply } from './arrivals.ts';
import { ownerOf, type Arrival } from './credentials.ts';
import type { MemberTurn } from './member-rules.ts';

/** Who accepts which invitation. */
export interface Accepting extends Arrival {
  readonly invitation: Invitation;
  readonly serial: number;
  /** Whether `identity` is to be made. */
  readonly isNew: boolean;
}

export interface AcceptanceReply extends SessionReply {
  readonly member?: MessageInitShape<typeof UserSchema>;
}

export async function prepareAcceptance(tokens: Tokens, request: AcceptInvitationRequest, view: PrepareContext): Promise<Accepting> {
  const { caller, db, now } = view;
  const { id, number: serial } = tokens.link.read(caller.tenantId, request.token);
  const invitation = await findInvitation(db, id);
  if (!invitation) throw new Failure(linkInvalid());
  const visit = { tenantId: caller.tenantId, email: invitation.email, origin: fromOrigin(request.origin), sessionId: newId(), invitation, serial };
  const signedIn = validate(caller.subject) ? await findIdentity(db, caller.subject) : undefined;
  if (signedIn) {
    if (signedIn.emailKey !== emailKey(invitation.email)) throw new Failure(invitedAnother());
    return { ...visit, identity: signedIn.identity, isNew: false };
  }
  // Nobody gets a hash made, or hears of accounts, with a link that is good for nothing.
  if (!isGood((await loadLinks(db, [id])).get(id), serial, now)) throw new Failure(linkInvalid());
  if (await ownerOf(view, invitation.email)) throw new Failure(invitedSignIn());
  return { ...visit, identity: await newOwner(invitation.email, request, now), isNew: true };
}

/** Whoever followed the link has the mailbox: the address is proved. */
async function newOwner(email: string, { password, displayName }: AcceptInvitationRequest, now: Date): Promise<Identity> {
  if (displayName.trim() === '') throw invalidField('display_name', 'is required to make an account');
  if (password === '') throw invalidField('password', 'is required to make an account');
  checkPassword(password, email, 'password');
  return { ...newIdentity({ id: newId(), email, passwordHash: await hashPassword(password) }), verified: now };
}

export const routeAcceptance = ({ identity, invitation, sessionId, isNew }: Accepting): Key[] => [
  profileKey(identity.id), profileKey(invitation.inviterId), ...(isNew ? [sessionKey(sessionId)] : []),
];

export function accept(turn: MemberTurn, displayName: string, facts: Accepting): AcceptanceReply {
  const { identity: { id: userId }, serial, isNew } = facts;
  const { id } = facts.invitation;
  const { invitations, links, profiles } = turn.state;
  const found = { invitation: invitations.get(id), link: links.get(id), serial };
  const member = profiles.get(userId);
  if (member && isAcceptedBy(found, userId)) return { member: shown(turn, userId) };
  const good = accepting({ ...found, inviter: profiles.get(found.invitation?.inviterId ?? '') }, turn.now);
  if ('rejection' in good) throw new Failure(good.rejection);
  const { invitation, link } = good;
  turn.apply({
    events: [
      { type: 'invitationChanged', invitation: { ...invitation, status: 'accepted', acceptedBy: userId } },
      { type: 'linkChanged', link: { ...link, used: turn.now } },
    ],
  });
  if (isNew) return join(turn, displayName, facts, invitation);
  if (!member) throw new Failure(linkInvalid());
  return promote(turn, facts, invitation, member);
}

/** Somebody new gets an account, a profile with the roles, and a session. */
function join(turn: MemberTurn, displayName: string, facts: Accepting, { email, roles }: Invitation): AcceptanceReply {
  if (turn.state.identities.has(emailKey(email))) throw new Failure(invitedSignIn());
  turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(email), identity: facts.identity }] });
  const newcomer = withRoles({ ...blankProfile(facts.identity, turn.now), displayName }, roles, turn.now);
  const { session } = open(turn, facts, newcomer, 'registered');
  return { member: shown(turn, newcomer.id), ...(session && { session }) };
}

/** Who is signed in gets the roles besides those they have. The mailed link proves their address as any would. */
function promote(turn: MemberTurn, { email, origin }: Accepting, { roles }: Invitation, member: Profile): AcceptanceReply {
  const owner = turn.state.identities.get(emailKey(email));
  if (owner?.id !== member.id) throw new Failure(linkInvalid());
  needOpenSession(turn, owner);
  if (member.roles.includes('operator')) throw new Failure(operatorUntouched());
  const both = [...member.roles.filter((role) => role !== 'operator'), ...roles];
  turn.apply({
    events: [
      ...(owner.verified ? [] : [{ type: 'identityChanged', emailKey: emailKey(email), identity: { ...owner, verified: turn.now } } as const]),
      { type: 'profileChanged', profile: withRoles(member, both, turn.now) },
      acted({ kind: 'invitation_accepted', emailKey: emailKey(email), userId: member.id, origin }),
    ],
  });
  return { member: shown(turn, member.id) };
}

function shown(turn: MemberTurn, userId: string): MessageInitShape<typeof UserSchema> {
  const profile = turn.state.profiles.get(userId);
  if (!profile) throw new TypeError('the turn does not have the profile that it changed');
  return toUser(profile, turn.version(profileKey(userId)));
}

/** The reply with the tokens of a new account's session. */
export async function finishAcceptance(tokens: Tokens, reply: AcceptanceReply, { tenantId }: Accepting): Promise<AcceptanceReply> {
  const { member, session } = reply;
  return session ? { ...(member && { member }), session: await toGivenSession(tokens, tenantId, session) } : reply;
}
