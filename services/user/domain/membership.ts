/** Who runs a business: it always has an administrator, nobody gives more than they have, and operators of the platform are none of its business. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Profile, UserRole } from './account.ts';

/** Roles that a business gives. */
export type MemberRole = Exclude<UserRole, 'operator'>;

/** What is kept of a business's members to decide about one of them. */
export interface Membership {
  /** The tenant's. */
  readonly id: string;
  /** Ids of its administrators. */
  readonly admins: ReadonlySet<string>;
  /** When invitations end that nobody has accepted or taken back, by id. */
  readonly invitations: ReadonlyMap<string, Date>;
  /** When its newest invitations were mailed, the newest last; those that were taken back since are among them. */
  readonly invited: readonly Date[];
}

/** What of an invitation counts here. */
interface PendingUntil {
  readonly id: string;
  readonly status: string;
  readonly created: Date;
  readonly expires: Date;
}

/** Somebody's roles changed. */
export interface ProfileChanged {
  readonly type: 'profileChanged';
  readonly profile: Profile;
}

/** What comes of it. */
export type RoleDecision = { readonly events: readonly ProfileChanged[] } | { readonly rejection: Rejection };

/** Who changes whose roles, as both are now: the token that it was asked with may be older. */
export interface RoleChange {
  readonly actor: Profile | undefined;
  readonly member: Profile;
  /** Whether the member has proved their address. */
  readonly proved: boolean;
  readonly roles: readonly MemberRole[];
}

export const CUSTOMER: readonly MemberRole[] = ['user'];
const RANK: Readonly<Record<UserRole, number>> = { user: 1, provider: 2, admin: 3, operator: 0 };

const rankOf = (roles: readonly UserRole[]): number => Math.max(RANK.user, ...roles.map((role) => RANK[role]));

/** Whether these roles are more than a customer's. */
export const beyondCustomer = (roles: readonly UserRole[]): boolean => roles.some((role) => role !== 'user');

/** Whether somebody with these roles may give others those. */
export const mayGive = (own: readonly UserRole[], given: readonly MemberRole[]): boolean =>
  own.includes('admin') && rankOf(given) <= rankOf(own);

/** Other roles for a person of the business; those they have already change nothing. */
export function changeRoles({ admins }: Membership, { actor, member, proved, roles }: RoleChange, now: Date): RoleDecision {
  if (!actor || !mayGive(actor.roles, roles)) return { rejection: notAllowed() };
  if (member.roles.includes('operator')) return { rejection: operatorUntouched() };
  // Whoever registered somebody else's address must not become staff in their name.
  if (rankOf(roles) > rankOf(member.roles) && !proved) return { rejection: memberNotProved() };
  if (sameRoles(member.roles, roles)) return { events: [] };
  const others = [...admins].some((id) => id !== member.id);
  if (member.roles.includes('admin') && !roles.includes('admin') && !others) return { rejection: lastAdmin() };
  return { events: [{ type: 'profileChanged', profile: withRoles(member, roles, now) }] };
}

/** The person with these roles; every member is a customer as well. */
export const withRoles = (profile: Profile, roles: readonly MemberRole[], now: Date): Profile => ({ ...profile, roles: all(roles), updated: now });

const all = (roles: readonly MemberRole[]): MemberRole[] => (['user', 'provider', 'admin'] as const).filter((role) => role === 'user' || roles.includes(role));
const sameRoles = (before: readonly UserRole[], roles: readonly MemberRole[]): boolean => before.toSorted().join() === all(roles).toSorted().join();

/** Keeps the list of administrators as a person's new profile says. */
export function withProfile(membership: Membership, { id, roles }: Profile): Membership {
  if (roles.includes('admin') === membership.admins.has(id)) return membership;
  const admins = new Set(membership.admins);
  if (roles.includes('admin')) admins.add(id);
  else admins.delete(id);
  return { ...membership, admins };
}

/** Keeps the list of invitations as one of them says. */
export function withInvitation(membership: Membership, { id, status, created, expires }: PendingUntil): Membership {
  const invitations = new Map(membership.invitations);
  if (status === 'pending') return { ...membership, invitations: invitations.set(id, expires), invited: [...membership.invited, created] };
  invitations.delete(id);
  return { ...membership, invitations };
}

/** Their token is of a time when they could. */
export const notAllowed = (): Rejection => reject('NOT_ADMINISTRATOR', 'This account does not administer the business any more.', { code: 'PERMISSION_DENIED' });

export const lastAdmin = (): Rejection => reject('LAST_ADMINISTRATOR', 'A business needs an administrator. Make somebody else one first.');

export const operatorUntouched = (): Rejection =>
  reject('OPERATOR_UNTOUCHED', 'This account belongs to the operators of the platform. A business does not change its roles.', { code: 'PERMISSION_DENIED' });

/** `who` tells them from others of the same request. */
export const memberNotProved = (who = 'This person'): Rejection =>
  reject('MEMBER_NOT_PROVED', `${who} has not proved their e-mail address. Send an invitation to it instead.`);
