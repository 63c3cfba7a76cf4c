import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { OperationsService } from '#proto/berth/admin/v1/operations_service_pb.ts';
import {
  ListDeadLettersResponseSchema, OperationsService as RuntimeOperations, RedriveEffectResponseSchema, ReplayDeadLettersResponseSchema,
} from '#proto/berth/runtime/v1/operations_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, PLATFORM_TENANT, toTypeId } from '../../runtime/ids.ts';
import type { ServerCall } from '../../runtime/rpc/call.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { startServiceHarness, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readAdminConfig } from '../config.ts';
import { startAdmin } from '../service.ts';

const TENANT = newId();
const person = (...roles: Caller['roles']): Caller => ({ tenantId: TENANT, subject: newId(), roles });

describe('operations through the admin service', function () {
  this.timeout(30_000);
  let harness: ServiceHarness;
  let client: ClientOf<(typeof OperationsService)['method']>;
  const calls: ServerCall[] = [];

  /** The receipt service, as others see it. */
  const receipt = async (call: ServerCall) => {
    calls.push(call);
    if (call.method.localName === 'listDeadLetters') return create(ListDeadLettersResponseSchema, { deadLetters: [{ id: 'dlt_1' }], nextPageToken: 'more' });
    if (call.method.localName === 'redriveEffect') return create(RedriveEffectResponseSchema, { effect: { id: 'eff_1' } });
    return create(ReplayDeadLettersResponseSchema, { replayed: 3 });
  };

  before(async () => {
    const peers = { receipt: { services: [RuntimeOperations], handle: receipt } };
    harness = await startServiceHarness('admin', (env) => startAdmin(readAdminConfig({ ...env, OTLP_PORT: '0' })), { peers });
    client = harness.connect(OperationsService);
  });
  beforeEach(() => void (calls.length = 0));
  after(() => harness[Symbol.asyncDispose]());

  it('asks the service that is named, in its own name, for the tenant of whoever asks', async () => {
    const admin = person('user', 'admin');
    const reply = await client.listDeadLetters({ service: 'receipt', includeReplayed: true, pageSize: 7 }, { caller: admin });
    expect(reply.deadLetters[0]?.id).to.equal('dlt_1');
    expect(reply.nextPageToken).to.equal('more');
    expect(calls[0]?.caller).to.deep.equal({ tenantId: TENANT, subject: 'service:admin', roles: ['service'] });
    expect(calls[0]?.request).to.include({ includeReplayed: true, pageSize: 7 });
  });

  it('asks for all tenants when an operator does', async () => {
    const operator = person('operator');
    await client.replayDeadLetters({ service: 'receipt', requestId: 'req-1' }, { caller: operator });
    expect(calls[0]?.caller).to.deep.equal({ tenantId: PLATFORM_TENANT, subject: 'service:admin', roles: ['service'] });
    expect(calls[0]?.requestId).to.equal('req-1');
    expect(calls[0]?.request).to.include({ requestId: 'req-1', requestedBy: operator.subject });
  });

  it('passes on what was asked about one effect, and by whom', async () => {
    const operator = person('operator');
    const id = toTypeId('eff', newId());
    const { effect } = await client.redriveEffect({ service: 'receipt', requestId: 'req-2', id, ignoreDeadline: true }, { caller: operator });
    expect(effect?.id).to.equal('eff_1');
    expect(calls[0]?.request).to.include({ requestId: 'req-2', id, ignoreDeadline: true, requestedBy: operator.subject });
  });

  it('asks nobody for customers, staff, and services', async () => {
    for (const caller of [person('user'), person('provider'), { tenantId: TENANT, subject: 'service:test', roles: ['service'] } as const]) {
      expect(await failureOf(client.listEffects({ service: 'receipt' }, { caller }))).to.include({ code: 'PERMISSION_DENIED' });
    }
    expect(calls).to.deep.equal([]);
  });

  it('says which services there are', async () => {
    const failure = await failureOf(client.listEffects({ service: 'kitchen' }, { caller: person('admin') }));
    expect(failure).to.include({ code: 'INVALID_ARGUMENT', reason: 'UNKNOWN_SERVICE' }).with.property('message').that.contains('booking, catalog');
  });
});
