/** Well-formed requests about businesses and those who run them that must be refused, with the refusal that each has coming. */
import type { BadRequest } from './bad-requests.ts';

const INVALID = 'INVALID_ARGUMENT INVALID_REQUEST';
const bad = (what: string, rpc: string, as: BadRequest['as'], request: BadRequest['request'], refusal: string): BadRequest => ({ what, rpc, as, request, refusal });

export const businessRequests: readonly BadRequest[] = [
  bad('settings by a customer', 'TenantService/UpdateTenant', 'ana', () => ({ settings: { name: 'Mine' }, updateMask: 'name' }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('settings that there are not', 'TenantService/UpdateTenant', 'admin', () => ({ settings: { name: 'Mine' }, updateMask: 'id' }), 'INVALID_ARGUMENT INVALID_TENANT update_mask'),
  bad('a profile of nobody', 'UserService/UpdateMe', 'nobody', () => ({ profile: { displayName: 'Eve' }, updateMask: 'displayName' }), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
  bad('a domain by a customer', 'TenantDomainService/AddTenantDomain', 'ana', () => ({ name: 'harbour.example' }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('a domain that nobody can own', 'TenantDomainService/AddTenantDomain', 'admin', () => ({ name: '127.0.0.1' }), 'INVALID_ARGUMENT INVALID_FIELD name'),
  bad('a domain that was not added', 'TenantDomainService/VerifyTenantDomain', 'admin', () => ({ name: 'harbour.example' }), 'NOT_FOUND NOT_FOUND'),
  bad('members seen by a customer', 'MemberService/ListMembers', 'ana', () => ({}), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad("another business's member", 'MemberService/RemoveMember', 'strangersAdmin', ({ unknown }) => ({ userId: unknown('usr') }), 'NOT_FOUND NOT_FOUND'),
  bad('an operator by an administrator', 'MemberService/SetMemberRoles', 'admin', ({ unknown }) => ({ userId: unknown('usr'), roles: ['ROLE_OPERATOR'] }), `${INVALID} roles[0]`),
  bad('an invitation of an address that is none', 'InvitationService/CreateInvitation', 'admin', () => ({ email: 'eve', roles: ['ROLE_PROVIDER'] }), `${INVALID} email`),
  bad('an invitation to nothing', 'InvitationService/CreateInvitation', 'admin', () => ({ email: 'eve@example.com' }), `${INVALID} roles`),
  bad('an unknown invitation', 'InvitationService/RevokeInvitation', 'admin', ({ unknown }) => ({ id: unknown('inv') }), 'NOT_FOUND NOT_FOUND'),
  bad('a forged invitation', 'InvitationService/AcceptInvitation', 'nobody', ({ unknown }) => ({ token: `${unknown('lnk')}.1.cccccccccccccccccccccc` }), 'FAILED_PRECONDITION LINK_INVALID'),
  bad('roles in a profile', 'UserService/UpdateMe', 'ana', () => ({ profile: {}, updateMask: 'roles' }), 'INVALID_ARGUMENT INVALID_PROFILE update_mask'),
];
