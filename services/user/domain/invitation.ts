/** An invitation to become a member: bound to an address, good once, and only while who sent it could still give what it gives. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Profile } from './account.ts';
import { isGood, linkInvalid, mailWaitMs, type MailLink, type MailLimit } from './mail-link.ts';
import { mayGive, notAllowed, type MemberRole, type Membership } from './membership.ts';

/** The newest invitation of an address; the link in its mail has the same id. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly MemberRole[];
  readonly inviterId: string;
  readonly status: 'pending' | 'accepted' | 'revoked';
  readonly acceptedBy: string | undefined;
  readonly created: Date;
  readonly expires: Date;
}

const AT_MOST = 100;
/** Mails go to whoever a business names, and who takes one back may send another: it must not become a way to send many. */
export const INVITED_A_DAY: MailLimit = { periodMs: 24 * 60 * 60_000, atMost: 200 };

/** Who invites whom, as both are now. */
export interface Inviting {
  readonly id: string;
  readonly actor: Profile | undefined;
  /** Who has the address in this business, if anybody. */
  readonly member: Profile | undefined;
  readonly roles: readonly MemberRole[];
}

/** Why it may not be sent; `undefined` when it may. */
export function refusalOf({ invitations, invited }: Membership, { id, actor, member, roles }: Inviting, now: Date): Rejection | undefined {
  if (!actor || !mayGive(actor.roles, roles)) return notAllowed();
  if (member && roles.every((role) => member.roles.includes(role))) return alreadyMember();
  const pending = [...invitations].filter(([other, expires]) => other !== id && expires > now);
  if (pending.length >= AT_MOST) return tooManyInvitations();
  const waitMs = mailWaitMs(invited, [INVITED_A_DAY], now);
  return waitMs > 0 ? tooManyInvitedToday(waitMs) : undefined;
}

/** Whether it would give something besides these roles. */
export const givesMoreThan = ({ roles }: Invitation, own: readonly MemberRole[]): boolean => !roles.every((role) => own.includes(role));

/** What accepting is decided from. */
export interface Acceptance {
  readonly invitation: Invitation | undefined;
  readonly link: MailLink | undefined;
  /** Of the link that was followed. */
  readonly serial: number;
  /** As they are now. */
  readonly inviter: Profile | undefined;
}

/** The invitation, if it can be accepted now; one refusal for all that cannot. */
export function accepting({ invitation, link, serial, inviter }: Acceptance, now: Date): { readonly invitation: Invitation; readonly link: MailLink } | { readonly rejection: Rejection } {
  const good = invitation?.status === 'pending' && isGood(link, serial, now) && inviter && mayGive(inviter.roles, invitation.roles);
  return good ? { invitation, link } : { rejection: linkInvalid() };
}

/** Whether the person accepted by this very link, and asks again. */
export const isAcceptedBy = ({ invitation, link, serial }: Omit<Acceptance, 'inviter'>, userId: string): boolean =>
  invitation?.status === 'accepted' && invitation.acceptedBy === userId && link?.serial === serial;

const alreadyMember = (): Rejection => reject('ALREADY_MEMBER', 'This person has these roles already.', { code: 'ALREADY_EXISTS' });

const tooManyInvitations = (): Rejection =>
  reject('TOO_MANY_INVITATIONS', `${AT_MOST} invitations wait to be accepted. Take some back first.`, { code: 'RESOURCE_EXHAUSTED' });

const tooManyInvitedToday = (retryAfterMs: number): Rejection =>
  reject('TOO_MANY_INVITATIONS', `A business sends ${INVITED_A_DAY.atMost} invitations a day at most. Send the others tomorrow.`, { code: 'RESOURCE_EXHAUSTED', retryAfterMs });

export const invitedSignIn = (): Rejection =>
  reject('INVITED_HAS_ACCOUNT', 'This address has an account. Sign in with it, then open the link again.');

export const invitedAnother = (): Rejection =>
  reject('INVITED_ANOTHER', 'This invitation was sent to another address than that of your account. Sign in with that address, or sign out to make an account for it.', { code: 'PERMISSION_DENIED' });
