import { expect } from 'chai';
import { TraceService } from '#proto/berth/admin/v1/admin_service_pb.ts';
import { OperationsService } from '#proto/berth/admin/v1/operations_service_pb.ts';
import { AvailabilityService, BookingService, ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { CatalogService } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { IntegrationService } from '#proto/berth/integration/v1/integration_service_pb.ts';
import { NotificationService } from '#proto/berth/notification/v1/notification_service_pb.ts';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { ReceiptService } from '#proto/berth/receipt/v1/receipt_service_pb.ts';
import { OperationsService as RuntimeOperationsService } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { AuthService, TenantService, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { ServerReflection } from '#proto/grpc/reflection/v1/reflection_pb.ts';
import type { Role } from '../actor/types.ts';
import { testCaller } from '../testing/rpc.ts';
import { authorize, levelOf } from './access.ts';
import { nameOf } from './call.ts';

const SERVICES = [
  AuthService, AvailabilityService, BookingService, CatalogService, IntegrationService, NotificationService,
  OperationsService, RuntimeOperationsService, PaymentService, ReceiptService, ScheduleService, TenantService, TraceService, UserService,
];
const METHODS = SERVICES.flatMap((service) => service.methods);
const ROLES: readonly (Role | 'nobody')[] = ['nobody', 'user', 'provider', 'admin', 'operator', 'service'];

/** Written out once more, apart from the code under test. */
const LET_IN: Readonly<Record<string, string>> = {
  PUBLIC: 'nobody user provider admin operator service',
  USER: 'user provider admin service',
  PROVIDER: 'provider admin',
  ADMIN: 'admin',
  OPERATOR: 'operator',
  SERVICE: 'service',
};

const callerOf = (role: Role | 'nobody') => (role === 'nobody' ? testCaller() : testCaller(role));
const levelName = (level: AccessLevel): string => Object.entries(AccessLevel).find(([, value]) => value === level)?.[0] ?? '';

describe('access policy', () => {
  it('every RPC of every contract has a level', () => {
    expect(METHODS.filter((method) => levelOf(method) === AccessLevel.UNSPECIFIED).map(nameOf)).to.deep.equal([]);
  });

  for (const method of METHODS) {
    it(`${nameOf(method)} lets in exactly its level`, () => {
      const admitted = ROLES.filter((role) => {
        try {
          authorize(method, callerOf(role));
          return true;
        } catch {
          return false;
        }
      });
      const operators = method.parent === OperationsService ? ' operator' : '';
      expect(admitted.join(' ')).to.equal(`${LET_IN[levelName(levelOf(method))]}${operators}`);
    });
  }

  it('an RPC without a policy lets nobody in', () => {
    const method = ServerReflection.method.serverReflectionInfo;
    for (const role of ROLES) expect(() => authorize(method, callerOf(role)), role).to.throw();
  });

  it('asks the anonymous to sign in and tells others that they may not', () => {
    expect(() => authorize(BookingService.method.createBooking, testCaller())).to.throw().with.property('code', 'UNAUTHENTICATED');
    expect(() => authorize(PaymentService.method.refundPayment, testCaller('user'))).to.throw().with.property('code', 'PERMISSION_DENIED');
  });
});
