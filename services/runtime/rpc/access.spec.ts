import { getOption, type DescMethod } from '@bufbuild/protobuf';
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
import { access, AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { AuthService, TenantService, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { ServerReflection } from '#proto/grpc/reflection/v1/reflection_pb.ts';
import type { Caller, Role } from '../actor/types.ts';
import { newId, toTypeId } from '../ids.ts';
import { failureOf, testCaller } from '../testing/rpc.ts';
import { authorize, levelOf, scopeOf } from './access.ts';
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

const keyWith = (scopes: readonly string[]): Caller => ({ tenantId: newId(), subject: toTypeId('key', newId()), roles: ['admin'], scopes });
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

  const guest: Caller = { ...testCaller('user'), guest: true };
  const letsInCaller = (method: DescMethod, caller: Caller): boolean => {
    try {
      authorize(method, caller);
      return true;
    } catch {
      return false;
    }
  };
  const letsIn = (method: DescMethod, scopes: readonly string[]): boolean => letsInCaller(method, keyWith(scopes));

  it('a guest may do what the policy says, and nothing else of what customers may', () => {
    for (const method of METHODS) {
      const { level, guests } = getOption(method, access);
      expect(letsInCaller(method, guest), nameOf(method)).to.equal(level === AccessLevel.PUBLIC || guests);
      if (guests) expect(level, `${nameOf(method)} lets guests in where customers are not`).to.equal(AccessLevel.USER);
    }
    expect(() => authorize(AuthService.method.signIn, guest)).not.to.throw();
    expect(() => authorize(UserService.method.importUsers, guest)).to.throw().with.property('reason', 'ACCESS_DENIED');
  });

  it('an API key with the scope of an RPC may do what administrators may', () => {
    for (const method of METHODS) {
      const { level, scope } = getOption(method, access);
      const open = scope !== '' && (LET_IN[levelName(level)] ?? '').split(' ').includes('admin');
      expect(letsIn(method, [scope, 'another:scope']), nameOf(method)).to.equal(open);
      expect(scopeOf(method), nameOf(method)).to.equal(scope);
    }
  });

  it('an API key without the scope of an RPC may not call it, even if everybody may', () => {
    for (const method of METHODS) {
      const others = METHODS.map(scopeOf).filter((scope) => scope !== scopeOf(method));
      for (const scopes of [[], others, ['*'], ['']]) expect(letsIn(method, scopes), nameOf(method)).to.equal(false);
    }
  });

  it('an API key is told which scope it lacks, or that none would do', async () => {
    const refusal = (method: DescMethod) => failureOf(Promise.resolve().then(() => authorize(method, keyWith(['catalog:read']))));
    const lacks = { code: 'PERMISSION_DENIED', reason: 'SCOPE_MISSING', message: 'This API key may not do this: it needs the scope payments:write.' };
    expect(await refusal(PaymentService.method.refundPayment)).to.include(lacks).and.have.nested.property('details.metadata.scope', 'payments:write');
    expect(await refusal(AuthService.method.signIn)).to.include({ code: 'PERMISSION_DENIED', reason: 'API_KEY_NOT_ADMITTED' });
  });

  it('an RPC without a policy lets nobody in', () => {
    const method = ServerReflection.method.serverReflectionInfo;
    for (const role of ROLES) expect(() => authorize(method, callerOf(role)), role).to.throw();
    expect(letsIn(method, [''])).to.equal(false);
  });

  it('asks the anonymous to sign in and tells others that they may not', () => {
    expect(() => authorize(BookingService.method.createBooking, testCaller())).to.throw().with.property('code', 'UNAUTHENTICATED');
    expect(() => authorize(PaymentService.method.refundPayment, testCaller('user'))).to.throw().with.property('code', 'PERMISSION_DENIED');
  });
});
