/** Between Protobuf and the domain: the only file that knows both. */
import { create, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { AccountActivitySchema, AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind, AccountMailKind, type AccountSessionSchema } from '#proto/berth/user/v1/account_pb.ts';
import type { InvitationSchema } from '#proto/berth/user/v1/invitation_service_pb.ts';
import { ProfileInputSchema, type ProfileInput } from '#proto/berth/user/v1/profile_pb.ts';
import type { PasskeySchema } from '#proto/berth/user/v1/passkey_service_pb.ts';
import type { ClientOrigin } from '#proto/berth/type/v1/client_origin_pb.ts';
import { Role, type SessionSchema, type TenantSchema, type UserSchema } from '#proto/berth/user/v1/user_pb.ts';
import type { TenantDomainSchema } from '#proto/berth/user/v1/tenant_domain_service_pb.ts';
import { TenantSettingsSchema, type TenantSettings as ProtoTenantSettings } from '#proto/berth/user/v1/tenant_settings_pb.ts';
import { Failure } from '../runtime/errors.ts';
import { fromTypeId, toTypeId } from '../runtime/ids.ts';
import type { Profile, UserRole } from './domain/account.ts';
import type { AccountMail, Activity, ActivityKind, Origin } from './domain/activity.ts';
import type { Invitation } from './domain/invitation.ts';
import type { MemberRole } from './domain/membership.ts';
import { recordOf, type OwnDomain } from './domain/own-domain.ts';
import type { Passkey } from './domain/passkey.ts';
import { signInAgain, type Session } from './domain/session.ts';
import type { Tenant, TenantSettings } from './domain/tenant.ts';
import type { Tokens } from './tokens.ts';

const ROLES = { user: Role.USER, provider: Role.PROVIDER, admin: Role.ADMIN, operator: Role.OPERATOR } as const satisfies Record<UserRole, Role>;

export const toRoles = (roles: readonly Role[]): UserRole[] =>
  Object.entries(ROLES).flatMap(([name, role]) => (roles.includes(role) ? [name as UserRole] : []));

/** Operators are none of a business's: the contract keeps that role out of such requests. */
export const toMemberRoles = (roles: readonly Role[]): MemberRole[] => toRoles(roles).filter((role) => role !== 'operator');

export const toInvitation = ({ id, email, roles, inviterId, created, expires }: Invitation): MessageInitShape<typeof InvitationSchema> => ({
  id: toTypeId('inv', id),
  email,
  roles: roles.map((role) => ROLES[role]),
  inviterId: toTypeId('usr', inviterId),
  createTime: timestampFromDate(created),
  expireTime: timestampFromDate(expires),
});

export const toUser = (profile: Profile, version: bigint): MessageInitShape<typeof UserSchema> => ({
  id: toTypeId('usr', profile.id),
  email: profile.email,
  displayName: profile.displayName,
  phoneNumber: profile.phoneNumber,
  roles: profile.roles.map((role) => ROLES[role]),
  createTime: timestampFromDate(profile.created),
  updateTime: timestampFromDate(profile.updated),
  etag: String(version),
  guest: profile.guest,
});

/** What a change of their profile is merged into. */
export const toProfileInput = ({ displayName, phoneNumber }: Profile): ProfileInput => create(ProfileInputSchema, { displayName, phoneNumber });

/** A session answer as it may be stored: its refresh token names session and generation, but proves nothing. */
export const toStoredSession = (session: Session, profile: Profile, version: bigint): MessageInitShape<typeof SessionSchema> => ({
  refreshToken: `${session.id} ${session.generation}`,
  refreshExpireTime: timestampFromDate(session.expires),
  user: toUser(profile, version),
});

/** The stored answer with the tokens that are given out. Rejects with `UNAUTHENTICATED` when the session ended. */
export async function toGivenSession(
  tokens: Tokens,
  tenantId: string,
  stored: MessageInitShape<typeof SessionSchema> | undefined,
): Promise<MessageInitShape<typeof SessionSchema>> {
  const { user, refreshToken = '', refreshExpireTime } = stored ?? {};
  if (!user?.id || !refreshExpireTime) throw new Failure(signInAgain());
  const [sessionId = '', generation = ''] = refreshToken.split(' ');
  const access = await tokens.access(tenantId, { userId: fromTypeId('usr', user.id, 'user.id'), roles: toRoles(user.roles ?? []), sessionId, guest: user.guest === true });
  return {
    accessToken: access.token,
    accessExpireTime: timestampFromDate(access.expires),
    refreshToken: tokens.refresh.make(tenantId, { id: sessionId, number: Number(generation) }),
    refreshExpireTime,
    user,
    id: toTypeId('sid', sessionId),
  };
}

export const toAccountSession = ({ id, origin, created, rotated, expires }: Session, current: boolean): MessageInitShape<typeof AccountSessionSchema> => ({
  id: toTypeId('sid', id),
  origin,
  createTime: timestampFromDate(created),
  refreshTime: timestampFromDate(rotated),
  expireTime: timestampFromDate(expires),
  current,
});

export const toPasskey = ({ id, name, created, used }: Passkey): MessageInitShape<typeof PasskeySchema> => ({
  id: toTypeId('psk', id),
  name,
  createTime: timestampFromDate(created),
  ...(used && { useTime: timestampFromDate(used) }),
});

const ACTIVITIES = {
  registered: AccountActivityKind.REGISTERED,
  signed_in: AccountActivityKind.SIGNED_IN,
  sign_in_refused: AccountActivityKind.SIGN_IN_REFUSED,
  verification_requested: AccountActivityKind.VERIFICATION_REQUESTED,
  email_verified: AccountActivityKind.EMAIL_VERIFIED,
  password_reset_requested: AccountActivityKind.PASSWORD_RESET_REQUESTED,
  password_reset: AccountActivityKind.PASSWORD_RESET,
  password_changed: AccountActivityKind.PASSWORD_CHANGED,
  session_ended: AccountActivityKind.SESSION_ENDED,
  signed_out_everywhere: AccountActivityKind.SIGNED_OUT_EVERYWHERE,
  refresh_token_reused: AccountActivityKind.REFRESH_TOKEN_REUSED,
  password_change_refused: AccountActivityKind.PASSWORD_CHANGE_REFUSED,
  second_factor_enabled: AccountActivityKind.SECOND_FACTOR_ENABLED,
  second_factor_removed: AccountActivityKind.SECOND_FACTOR_REMOVED,
  recovery_code_used: AccountActivityKind.RECOVERY_CODE_USED,
  passkey_added: AccountActivityKind.PASSKEY_ADDED,
  passkey_removed: AccountActivityKind.PASSKEY_REMOVED,
  invitation_accepted: AccountActivityKind.INVITATION_ACCEPTED,
  identity_linked: AccountActivityKind.IDENTITY_LINKED,
  identity_unlinked: AccountActivityKind.IDENTITY_UNLINKED,
  guest_continued: AccountActivityKind.GUEST_CONTINUED,
  guests_claimed: AccountActivityKind.GUESTS_CLAIMED,
} as const satisfies Record<ActivityKind, AccountActivityKind>;

const MAILS = {
  verify_email: AccountMailKind.VERIFY_EMAIL,
  reset_password: AccountMailKind.RESET_PASSWORD,
  password_changed: AccountMailKind.PASSWORD_CHANGED,
  data_export_ready: AccountMailKind.DATA_EXPORT_READY,
  erasure_requested: AccountMailKind.ERASURE_REQUESTED,
  invitation: AccountMailKind.INVITATION,
  passkey_added: AccountMailKind.PASSKEY_ADDED,
  passkey_removed: AccountMailKind.PASSKEY_REMOVED,
  identity_linked: AccountMailKind.IDENTITY_LINKED,
  identity_unlinked: AccountMailKind.IDENTITY_UNLINKED,
  second_factor_enabled: AccountMailKind.SECOND_FACTOR_ENABLED,
  second_factor_removed: AccountMailKind.SECOND_FACTOR_REMOVED,
} as const satisfies Record<AccountMail['kind'], AccountMailKind>;

/** Calls that did not come through the gateway have no origin. */
export const fromOrigin = (origin: ClientOrigin | undefined): Origin => ({ ipAddress: origin?.ipAddress ?? '', userAgent: origin?.userAgent ?? '' });

export const toActivity = ({ kind, userId, sessionId, origin, reason = '' }: Activity): MessageInitShape<typeof AccountActivitySchema> => ({
  kind: ACTIVITIES[kind],
  userId: userId === undefined ? '' : toTypeId('usr', userId),
  sessionId: sessionId === undefined ? '' : toTypeId('sid', sessionId),
  origin,
  reason,
});

export const toAccountMail = ({ kind, userId, email, displayName, link }: AccountMail): MessageInitShape<typeof AccountMailRequestedSchema> => ({
  kind: MAILS[kind],
  userId: userId === undefined ? '' : toTypeId('usr', userId),
  email,
  displayName,
  ...(link && { link: { id: toTypeId('lnk', link.id), serial: link.serial, expireTime: timestampFromDate(link.expires) } }),
});

export const toTenant = (tenant: Tenant, version: bigint): MessageInitShape<typeof TenantSchema> => ({
  id: toTypeId('tnt', tenant.id),
  slug: tenant.slug,
  name: tenant.name,
  tagline: tenant.tagline,
  timeZone: tenant.timeZone,
  currencyCode: tenant.currency,
  locale: tenant.locale,
  legalEntity: { ...tenant.legalEntity, addressLines: [...tenant.legalEntity.addressLines] },
  brandColor: tenant.brandColor,
  supportEmail: tenant.supportEmail,
  createTime: timestampFromDate(tenant.created),
  updateTime: timestampFromDate(tenant.updated),
  etag: String(version),
});

export function toTenantDomain(domain: OwnDomain): MessageInitShape<typeof TenantDomainSchema> {
  const record = recordOf(domain);
  return {
    name: domain.name,
    recordName: record.name,
    recordValue: record.value,
    createTime: timestampFromDate(domain.created),
    ...(domain.verified && { verifyTime: timestampFromDate(domain.verified) }),
  };
}

/** The settings as a change of some of them is merged into. */
export const toTenantSettings = ({ slug, name, tagline, timeZone, currency, locale, legalEntity, brandColor, supportEmail }: Tenant): ProtoTenantSettings =>
  create(TenantSettingsSchema, {
    slug, name, tagline, timeZone, currencyCode: currency, locale, legalEntity: { ...legalEntity, addressLines: [...legalEntity.addressLines] }, brandColor, supportEmail,
  });

/** Of a change, or of a request that makes a business. */
export function fromTenantSettings(settings: Omit<ProtoTenantSettings, keyof Message>): TenantSettings {
  const { slug, tagline, timeZone, locale, brandColor, supportEmail } = settings;
  const { name = '', addressLines = [], countryCode = '', taxId = '', taxRateBps = 0 } = settings.legalEntity ?? {};
  const legalEntity = { name, addressLines, countryCode, taxId, taxRateBps };
  return { slug, name: settings.name, tagline, timeZone, currency: settings.currencyCode, locale, legalEntity, brandColor, supportEmail };
}
