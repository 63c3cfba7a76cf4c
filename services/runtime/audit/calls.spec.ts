import { create, type DescMethod, type Message } from '@bufbuild/protobuf';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect } from 'chai';
import { AuditService, ListAuditEntriesRequestSchema } from '#proto/berth/admin/v1/audit_service_pb.ts';
import { BookingService, CancelBookingRequestSchema, GetBookingRequestSchema, ListBookingsRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { CatalogService, CreateOfferingRequestSchema, UpdateOfferingRequestSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { AuditActorKind, AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import { ListDeadLettersRequestSchema, OperationsService as RuntimeOperations, ReplayDeadLetterRequestSchema } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import type { Caller } from '../actor/types.ts';
import { Failure, type FailureCode } from '../errors.ts';
import { newId, PLATFORM_TENANT, toTypeId } from '../ids.ts';
import type { ServerCall } from '../rpc/call.ts';
import { testCaller } from '../testing/rpc.ts';
import { createCallAudit } from './calls.ts';
import type { Occurrence } from './spool.ts';

const { createOffering, updateOffering } = CatalogService.method;
const { cancelBooking, getBooking, listBookings } = BookingService.method;
const apiKey: Caller = { tenantId: newId(), subject: toTypeId('key', newId()), roles: ['admin'], scopes: ['bookings:write'] };

function call(method: DescMethod, request: Message, caller: Caller): ServerCall {
  return { method, request, caller, requestId: 'r', deadline: new Date(), signal: new AbortController().signal, context: ROOT_CONTEXT };
}

const failure = (code: FailureCode): Failure => new Failure({ code, reason: 'WHY', message: 'No.' });

describe('what the audit log hears of calls', () => {
  let noted: Occurrence[];
  const audit = createCallAudit((occurrence) => void noted.push(occurrence));
  beforeEach(() => (noted = []));

  describe('acts', () => {
    const act = (method: DescMethod, request: Message, caller: Caller) => audit.actOf(call(method, request, caller));

    it('are changes that take a role, whoever has it', () => {
      for (const caller of [testCaller('admin'), testCaller('provider'), apiKey]) {
        expect(act(createOffering, create(CreateOfferingRequestSchema), caller)?.action).to.equal('berth.catalog.v1.CatalogService/CreateOffering');
      }
    });

    it('are what customers may do for themselves when staff or a program does it', () => {
      const request = create(CancelBookingRequestSchema, { id: toTypeId('bkg', newId()) });
      for (const caller of [testCaller('user', 'provider'), testCaller('user', 'admin'), apiKey]) expect(act(cancelBooking, request, caller)).not.to.equal(undefined);
      for (const caller of [testCaller('user'), testCaller('service')]) expect(act(cancelBooking, request, caller)).to.equal(undefined);
    });

    it('are what a service does because somebody asked it to, in their name', () => {
      const somebody = newId();
      const { replayDeadLetter, listDeadLetters } = RuntimeOperations.method;
      audit.answered(call(replayDeadLetter, create(ReplayDeadLetterRequestSchema, { requestedBy: somebody }), testCaller('service')));
      audit.answered(call(listDeadLetters, create(ListDeadLettersRequestSchema), testCaller('service')));
      expect(noted.map(({ actor }) => actor)).to.deep.equal([{ kind: AuditActorKind.SERVICE, id: 'service:test', onBehalfOf: toTypeId('usr', somebody) }]);
    });

    it('are no reads', () => {
      expect(act(getBooking, create(GetBookingRequestSchema), testCaller('admin'))).to.equal(undefined);
    });

    it('name ids of the request, and nothing else that somebody wrote', () => {
      const id = toTypeId('off', newId());
      const request = create(UpdateOfferingRequestSchema, { id, requestId: toTypeId('req', newId()), offering: { title: 'of Ada' } });
      expect(act(updateOffering, request, testCaller('admin'))?.targets).to.deep.equal([id]);
      expect(act(updateOffering, create(UpdateOfferingRequestSchema, { id: 'ada@example.com' }), testCaller('admin'))?.targets).to.deep.equal([]);
    });
  });

  describe('looks', () => {
    it('are not those of customers at what is theirs', () => {
      for (const caller of [testCaller('user'), testCaller('user', 'provider')]) audit.answered(call(listBookings, create(ListBookingsRequestSchema), caller));
      expect(noted.map(({ actor }) => actor.kind)).to.deep.equal([AuditActorKind.STAFF]);
    });

    it('are reads that the contract marks', () => {
      const admin = testCaller('user', 'admin');
      audit.answered(call(AuditService.method.listAuditEntries, create(ListAuditEntriesRequestSchema), admin));
      audit.answered(call(getBooking, create(GetBookingRequestSchema), admin));
      expect(noted).to.have.length(1);
      expect(noted[0]).to.deep.include({ tenantId: admin.tenantId, outcome: AuditOutcome.DONE, actor: { kind: AuditActorKind.STAFF, id: toTypeId('usr', admin.subject) } });
    });
  });

  describe('of operators', () => {
    const operator = testCaller('user', 'operator');
    const look = (request: object, caller: Caller = operator): string | undefined => {
      noted = [];
      audit.answered(call(AuditService.method.listAuditEntries, create(ListAuditEntriesRequestSchema, request), caller));
      return noted[0]?.tenantId;
    };

    it('belongs in the log of the business that they look at, and in the platform’s, not in that of a business of their own', () => {
      const looked = newId();
      expect(look({ tenantId: toTypeId('tnt', looked) })).to.equal(looked);
      expect([look({}), look({ tenantId: 'nobody' }), look({ tenantId: toTypeId('usr', looked) })]).to.deep.equal([PLATFORM_TENANT, PLATFORM_TENANT, PLATFORM_TENANT]);
      audit.refused({ method: AuditService.method.listAuditEntries, context: ROOT_CONTEXT, caller: operator }, failure('PERMISSION_DENIED'));
      expect(noted.at(-1)?.tenantId).to.equal(PLATFORM_TENANT);
    });

    it('is that of their own business when they are there as somebody else', () => {
      const both = testCaller('admin', 'operator');
      audit.refused({ method: createOffering, context: ROOT_CONTEXT, caller: both }, failure('FAILED_PRECONDITION'));
      expect(noted[0]?.tenantId).to.equal(both.tenantId);
      const admin = testCaller('admin');
      expect(look({ tenantId: toTypeId('tnt', newId()) }, admin)).to.equal(admin.tenantId);
    });
  });

  describe('refusals', () => {
    const refused = (code: FailureCode, caller?: Caller, method: DescMethod = getBooking): void => audit.refused({ method, context: ROOT_CONTEXT, caller }, failure(code));

    it('are all denials, of whomever', () => {
      refused('UNAUTHENTICATED');
      refused('PERMISSION_DENIED', testCaller('user'));
      refused('PERMISSION_DENIED', testCaller('service'));
      expect(noted.map(({ actor, outcome, reason }) => [actor.kind, outcome, reason])).to.deep.equal([
        [AuditActorKind.ANONYMOUS, AuditOutcome.DENIED, 'WHY'], [AuditActorKind.PERSON, AuditOutcome.DENIED, 'WHY'], [AuditActorKind.SERVICE, AuditOutcome.DENIED, 'WHY'],
      ]);
      expect(noted[0]?.tenantId).to.equal(PLATFORM_TENANT);
    });

    it('are acts that failed, and nothing that a customer failed at', () => {
      refused('FAILED_PRECONDITION', testCaller('admin'), createOffering);
      refused('FAILED_PRECONDITION', testCaller('user'), cancelBooking);
      expect(noted.map(({ outcome }) => outcome)).to.deep.equal([AuditOutcome.FAILED]);
    });

    it('are nothing that decides nothing', () => {
      for (const code of ['UNAVAILABLE', 'CANCELLED', 'DEADLINE_EXCEEDED', 'INVALID_ARGUMENT'] as const) refused(code, testCaller('admin'), createOffering);
      expect(noted).to.deep.equal([]);
    });
  });
});
