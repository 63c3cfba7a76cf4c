/** Who was not let in is told to the audit log: who, what, why and from where, and nothing that they sent along. */
import { inspect } from 'node:util';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { expect } from 'chai';
import { CatalogService } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { AuditActorKind, AuditOutcome, type AuditFact } from '#proto/berth/runtime/v1/audit_pb.ts';
import { PLATFORM_TENANT, toTypeId } from '#runtime/ids.ts';
import { emptyReply } from '../testing/any-reply.ts';
import { ALICE, CLINIC, HARBOUR, startStand, type Stand } from '../testing/stand.ts';

const CREATE = 'berth.catalog.v1.CatalogService/CreateOffering';

describe('denials at the gateway', function () {
  this.timeout(30_000);

  /** What the audit log heard of these calls, once the gateway has gone. */
  async function told(work: (create: (headers: Record<string, string>) => Promise<unknown>, stand: Stand) => Promise<unknown>) {
    const stand = await startStand({ '*': emptyReply });
    const client = createClient(CatalogService, createGrpcTransport({ baseUrl: stand.url }));
    await work((headers) => client.createOffering({}, { headers }).catch((error: unknown) => error), stand);
    await stand[Symbol.asyncDispose]();
    return stand.denials;
  }
  const summaryOf = ({ tenantId, fact: { actor, action, reason, outcome, count } }: { tenantId: string; fact: AuditFact }) =>
    ({ tenantId, kind: actor?.kind, id: actor?.id, action, reason, outcome, count });
  const denied = { action: CREATE, outcome: AuditOutcome.DENIED, count: 1 };
  const alice = { kind: AuditActorKind.PERSON, id: toTypeId('usr', ALICE) };

  it('name somebody who may not do it, in the log of their business', async () => {
    const [one, ...others] = await told(async (create, stand) => create({ authorization: `Bearer ${await stand.token()}` }));
    expect(one && summaryOf(one)).to.deep.equal({ ...denied, ...alice, tenantId: HARBOUR, reason: 'ACCESS_DENIED' });
    expect(one?.fact.addressGroup).to.match(/127\.0\.0\.1|^0:0:0:0$/);
    expect(one?.fact.traceId).to.match(/^[0-9a-f]{32}$/);
    expect(others).to.deep.equal([]);
  });

  it('name who has a good token and another business in mind', async () => {
    const [one] = await told(async (create, stand) => create({ authorization: `Bearer ${await stand.token({ roles: ['admin'] })}`, 'berth-tenant': 'clinic' }));
    expect(one && summaryOf(one)).to.deep.equal({ ...denied, id: alice.id, kind: AuditActorKind.STAFF, tenantId: HARBOUR, reason: 'TENANT_MISMATCH' });
  });

  it('of strangers are in the log of the business that they came to, of bad tokens in that of the platform', async () => {
    const facts = await told(async (create, stand) => {
      await create({ 'berth-tenant': 'clinic' });
      await create({ authorization: 'Bearer made.up.token', 'berth-tenant': 'clinic' });
      await create({ authorization: `Bearer ${await stand.token({ exp: 1, iat: 0 })}` });
    });
    expect(facts.map(summaryOf)).to.have.deep.members([
      { ...denied, kind: AuditActorKind.ANONYMOUS, id: '', tenantId: CLINIC, reason: 'SIGN_IN_REQUIRED' },
      { ...denied, kind: AuditActorKind.ANONYMOUS, id: '', tenantId: PLATFORM_TENANT, reason: 'TOKEN_INVALID' },
      { ...denied, kind: AuditActorKind.ANONYMOUS, id: '', tenantId: PLATFORM_TENANT, reason: 'TOKEN_EXPIRED' },
    ]);
    expect(inspect(facts, { depth: 9 })).not.to.contain('made.up');
  });

  it('of a storm are few', async () => {
    const facts = await told(async (create) => Promise.all(Array.from({ length: 60 }, () => create({ 'berth-tenant': 'harbour' }))));
    expect(facts.length).to.be.below(4);
    expect(facts.reduce((sum, { fact }) => sum + fact.count, 0)).to.equal(60);
  });

  it('are no other failures', async () => {
    const facts = await told(async (create, stand) => {
      await create({ authorization: `Bearer ${await stand.token({ roles: ['admin'] })}` });
      await create({ 'berth-tenant': 'nobody-has-this' });
      await create({});
    });
    expect(facts).to.deep.equal([]);
  });
});
