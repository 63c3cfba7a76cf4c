/** Everything that both entries export besides `createBerth`: helpers, and the generated messages, enums and services. */
export type { Berth, TracedBerth } from './berth.ts';
export type { Clients } from './clients.ts';
export { type BerthError, type ErrorCode, type Violation, berthError } from './errors.ts';
export type { CallReport } from './observe.ts';
export type { BerthOptions, TransportSetup } from './options.ts';
export { type RetryPolicy, defaultRetry } from './retry.ts';
export { type SessionStore, type StoredSession, memorySessions } from './session.ts';
export { type Trace, continueTrace, newTrace, traceIdOf } from './trace.ts';
export type { StreamOptions } from './kept-alive.ts';
export type { Availability, SlotsQuery } from './watch-availability.ts';
export type { WatchOptions } from './watch.ts';

export * from '../../gen/berth/admin/v1/admin_pb.ts';
export * from '../../gen/berth/admin/v1/admin_service_pb.ts';
export * from '../../gen/berth/admin/v1/audit_pb.ts';
export * from '../../gen/berth/admin/v1/audit_service_pb.ts';
export * from '../../gen/berth/admin/v1/operations_service_pb.ts';
export * from '../../gen/berth/booking/v1/availability_pb.ts';
export * from '../../gen/berth/booking/v1/availability_stream_pb.ts';
export * from '../../gen/berth/booking/v1/booking_line_pb.ts';
export * from '../../gen/berth/booking/v1/booking_pb.ts';
export * from '../../gen/berth/booking/v1/booking_service_pb.ts';
export * from '../../gen/berth/booking/v1/booking_statistics_pb.ts';
export * from '../../gen/berth/booking/v1/schedule_pb.ts';
export * from '../../gen/berth/booking/v1/series_pb.ts';
export * from '../../gen/berth/booking/v1/series_service_pb.ts';
export * from '../../gen/berth/booking/v1/session_service_pb.ts';
export * from '../../gen/berth/booking/v1/waitlist_pb.ts';
export * from '../../gen/berth/booking/v1/waitlist_service_pb.ts';
export * from '../../gen/berth/catalog/v1/catalog_pb.ts';
export * from '../../gen/berth/catalog/v1/catalog_service_pb.ts';
export * from '../../gen/berth/integration/v1/integration_pb.ts';
export * from '../../gen/berth/integration/v1/integration_service_pb.ts';
export * from '../../gen/berth/notification/v1/notification_pb.ts';
export * from '../../gen/berth/notification/v1/notification_service_pb.ts';
export * from '../../gen/berth/payment/v1/payment_pb.ts';
export * from '../../gen/berth/payment/v1/payment_service_pb.ts';
export * from '../../gen/berth/receipt/v1/receipt_pb.ts';
export * from '../../gen/berth/receipt/v1/receipt_service_pb.ts';
export * from '../../gen/berth/runtime/v1/audit_pb.ts';
export * from '../../gen/berth/runtime/v1/operations_pb.ts';
export * from '../../gen/berth/type/v1/attribution_pb.ts';
export * from '../../gen/berth/type/v1/client_origin_pb.ts';
export * from '../../gen/berth/type/v1/money_pb.ts';
export * from '../../gen/berth/type/v1/payable_pb.ts';
export * from '../../gen/berth/user/v1/account_pb.ts';
export * from '../../gen/berth/user/v1/account_service_pb.ts';
export * from '../../gen/berth/user/v1/api_key_pb.ts';
export * from '../../gen/berth/user/v1/api_key_service_pb.ts';
export * from '../../gen/berth/user/v1/guest_service_pb.ts';
export * from '../../gen/berth/user/v1/invitation_service_pb.ts';
export * from '../../gen/berth/user/v1/member_service_pb.ts';
export * from '../../gen/berth/user/v1/passkey_service_pb.ts';
export * from '../../gen/berth/user/v1/profile_pb.ts';
export * from '../../gen/berth/user/v1/second_factor_service_pb.ts';
export * from '../../gen/berth/user/v1/social_service_pb.ts';
export * from '../../gen/berth/user/v1/tenant_domain_service_pb.ts';
export * from '../../gen/berth/user/v1/tenant_settings_pb.ts';
export {
  AuthService,
  TenantService,
  UserService,
  RegisterRequestSchema,
  SignInRequestSchema,
  type CreateTenantRequest,
  type GetMeResponse,
  type GetTenantResponse,
  type ListTenantsResponse,
  type RegisterRequest,
  type SignInRequest,
} from '../../gen/berth/user/v1/user_service_pb.ts';
export {
  Role,
  RoleSchema,
  TenantSchema,
  UserSchema,
  SessionSchema as UserSessionSchema,
  type LegalEntity,
  type Session as UserSession,
  type Tenant,
  type User,
} from '../../gen/berth/user/v1/user_pb.ts';
