/** One typed client for each service of Berth. */
import { type Client, type Transport, createClient } from '@connectrpc/connect';
import { TraceService } from '../../gen/berth/admin/v1/admin_service_pb.ts';
import { AuditService } from '../../gen/berth/admin/v1/audit_service_pb.ts';
import { OperationsService } from '../../gen/berth/admin/v1/operations_service_pb.ts';
import { AvailabilityService, BookingService, ScheduleService } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { BookingSeriesService } from '../../gen/berth/booking/v1/series_service_pb.ts';
import { SessionService } from '../../gen/berth/booking/v1/session_service_pb.ts';
import { WaitlistService } from '../../gen/berth/booking/v1/waitlist_service_pb.ts';
import { CatalogService } from '../../gen/berth/catalog/v1/catalog_service_pb.ts';
import { IntegrationService } from '../../gen/berth/integration/v1/integration_service_pb.ts';
import { NotificationService } from '../../gen/berth/notification/v1/notification_service_pb.ts';
import { PaymentAccountService } from '../../gen/berth/payment/v1/payment_account_service_pb.ts';
import { PaymentService } from '../../gen/berth/payment/v1/payment_service_pb.ts';
import { ReceiptService } from '../../gen/berth/receipt/v1/receipt_service_pb.ts';
import { AccountService } from '../../gen/berth/user/v1/account_service_pb.ts';
import { ApiKeyService } from '../../gen/berth/user/v1/api_key_service_pb.ts';
import { GuestService } from '../../gen/berth/user/v1/guest_service_pb.ts';
import { InvitationService } from '../../gen/berth/user/v1/invitation_service_pb.ts';
import { MemberService } from '../../gen/berth/user/v1/member_service_pb.ts';
import { PasskeyService } from '../../gen/berth/user/v1/passkey_service_pb.ts';
import { PrivacyService } from '../../gen/berth/user/v1/privacy_service_pb.ts';
import { SecondFactorService } from '../../gen/berth/user/v1/second_factor_service_pb.ts';
import { SocialService } from '../../gen/berth/user/v1/social_service_pb.ts';
import { SigningKeyService } from '../../gen/berth/user/v1/signing_key_service_pb.ts';
import { TenantDomainService } from '../../gen/berth/user/v1/tenant_domain_service_pb.ts';
import { AuthService, TenantService, UserService } from '../../gen/berth/user/v1/user_service_pb.ts';

/** The services. */
export interface Clients {
  readonly auth: Client<typeof AuthService>;
  readonly accounts: Client<typeof AccountService>;
  readonly apiKeys: Client<typeof ApiKeyService>;
  readonly guests: Client<typeof GuestService>;
  readonly passkeys: Client<typeof PasskeyService>;
  readonly privacy: Client<typeof PrivacyService>;
  readonly secondFactors: Client<typeof SecondFactorService>;
  readonly social: Client<typeof SocialService>;
  readonly signingKeys: Client<typeof SigningKeyService>;
  readonly users: Client<typeof UserService>;
  readonly tenants: Client<typeof TenantService>;
  readonly tenantDomains: Client<typeof TenantDomainService>;
  readonly members: Client<typeof MemberService>;
  readonly invitations: Client<typeof InvitationService>;
  readonly catalog: Client<typeof CatalogService>;
  readonly availability: Client<typeof AvailabilityService>;
  readonly schedules: Client<typeof ScheduleService>;
  readonly bookings: Client<typeof BookingService>;
  readonly series: Client<typeof BookingSeriesService>;
  readonly sessions: Client<typeof SessionService>;
  readonly waitlists: Client<typeof WaitlistService>;
  readonly payments: Client<typeof PaymentService>;
  readonly paymentAccounts: Client<typeof PaymentAccountService>;
  readonly receipts: Client<typeof ReceiptService>;
  readonly notifications: Client<typeof NotificationService>;
  readonly integrations: Client<typeof IntegrationService>;
  readonly traces: Client<typeof TraceService>;
  readonly operations: Client<typeof OperationsService>;
  readonly audit: Client<typeof AuditService>;
}

/** Clients over one transport. */
export function createClients(transport: Transport): Clients {
  return {
    auth: createClient(AuthService, transport),
    accounts: createClient(AccountService, transport),
    apiKeys: createClient(ApiKeyService, transport),
    guests: createClient(GuestService, transport),
    passkeys: createClient(PasskeyService, transport),
    privacy: createClient(PrivacyService, transport),
    secondFactors: createClient(SecondFactorService, transport),
    social: createClient(SocialService, transport),
    signingKeys: createClient(SigningKeyService, transport),
    users: createClient(UserService, transport),
    tenants: createClient(TenantService, transport),
    tenantDomains: createClient(TenantDomainService, transport),
    members: createClient(MemberService, transport),
    invitations: createClient(InvitationService, transport),
    catalog: createClient(CatalogService, transport),
    availability: createClient(AvailabilityService, transport),
    schedules: createClient(ScheduleService, transport),
    bookings: createClient(BookingService, transport),
    series: createClient(BookingSeriesService, transport),
    sessions: createClient(SessionService, transport),
    waitlists: createClient(WaitlistService, transport),
    payments: createClient(PaymentService, transport),
    paymentAccounts: createClient(PaymentAccountService, transport),
    receipts: createClient(ReceiptService, transport),
    notifications: createClient(NotificationService, transport),
    integrations: createClient(IntegrationService, transport),
    traces: createClient(TraceService, transport),
    operations: createClient(OperationsService, transport),
    audit: createClient(AuditService, transport),
  };
}
