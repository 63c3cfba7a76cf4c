import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { AuditDefectKind } from '#proto/berth/admin/v1/audit_pb.ts';
import { VerifyAuditLogRequestSchema, type ListAuditEntriesRequestSchema } from '#proto/berth/admin/v1/audit_service_pb.ts';
import { AuditRecordedSchema } from '#proto/berth/runtime/v1/audit_events_pb.ts';
import { AuditActorKind, AuditActorSchema, AuditOutcome, type AuditFact } from '#proto/berth/runtime/v1/audit_pb.ts';
import { AccountActivitySchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind } from '#proto/berth/user/v1/account_pb.ts';
import { eventually } from '../../runtime/events/test-stand.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, PLATFORM_TENANT, toTypeId } from '../../runtime/ids.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createKeyring } from '../../runtime/secrets/keyring.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { auditSeal } from '../audit-seal.ts';
import { createVerifier } from '../audit-verifier.ts';
import { verifyAuditLog } from '../queries/verify-audit-log.ts';
import { administrator, denial, gateway, SEALING_KEY, startAuditStand, type AuditStand } from '../testing/audit-stand.ts';

type Filter = MessageInitShape<typeof ListAuditEntriesRequestSchema>;

const DAY_MS = 24 * 3_600_000;
const operator: Caller = { tenantId: newId(), subject: newId(), roles: ['operator'] };

describe('the audit log', function () {
  this.timeout(60_000);
  let stand: AuditStand;
  before(async () => {
    stand = await startAuditStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  const list = (tenantId: string, request: Filter = {}, caller = administrator(tenantId)) =>
    stand.audit.listAuditEntries(request, { caller });
  /** Records of what somebody did or was refused, newest first. */
  async function facts(tenantId: string, request: Filter = {}): Promise<AuditFact[]> {
    const { entries } = await list(tenantId, request);
    return entries.flatMap(({ record }) => (record?.content.case === 'fact' ? [record.content.value] : []));
  }

  const publish = (tenantId: string, fact: AuditFact, source = 'booking') =>
    stand.harness.publish({ source, schema: AuditRecordedSchema, payload: { fact }, tenantId, key: fact.id, subject: toTypeId('aud', fact.id), keyVersion: 1, id: fact.id });

  describe('takes in', () => {
    it('what services tell, each fact once, however often and late it comes', async () => {
      const tenantId = newId();
      const [first, second] = [denial({ reason: 'FIRST' }), denial({ reason: 'SECOND' })];
      await publish(tenantId, first);
      await eventually('the first is there', async () => (await facts(tenantId)).length === 1);
      await publish(tenantId, first);
      // So late that nothing but the log itself knows it.
      await stand.asSuperuser(['delete from request_log where tenant_id = $1', tenantId], ['delete from consumer_position where tenant_id = $1', tenantId]);
      await publish(tenantId, first);
      await publish(tenantId, second, 'payment');
      await eventually('the second is there', async () => (await facts(tenantId)).some(({ reason }) => reason === 'SECOND'));
      const { entries } = await list(tenantId);
      expect(entries.map(({ record }) => [record?.sequence, record?.source, record?.tenantId])).to.deep.equal([
        [2n, 'payment', toTypeId('tnt', tenantId)], [1n, 'booking', toTypeId('tnt', tenantId)],
      ]);
      expect(await stand.verdict(tenantId)).to.equal('INTACT');
    });

    it('what happens to accounts, without the address of anybody', async () => {
      const [tenantId, key, userId, sessionId] = [newId(), newId(), toTypeId('usr', newId()), toTypeId('sid', newId())];
      const origin = { ipAddress: '2001:db8:1:2:3:4:5:6', userAgent: 'Browser of Ada' };
      const activity = { source: 'user', schema: AccountActivitySchema, tenantId, key, subject: toTypeId('idn', key) };
      await stand.harness.publish({ ...activity, keyVersion: 1, payload: { kind: AccountActivityKind.SIGN_IN_REFUSED, userId, origin, reason: 'WRONG_PASSWORD' } });
      await stand.harness.publish({ ...activity, keyVersion: 2, payload: { kind: AccountActivityKind.SIGNED_IN, userId, sessionId, origin } });
      await eventually('both are there', async () => (await facts(tenantId)).length === 2);
      const [signedIn, refused] = await facts(tenantId);
      expect(signedIn).to.deep.include({ action: 'account.signed_in', outcome: AuditOutcome.DONE, targets: [userId, sessionId], addressGroup: '2001:db8:1:2' });
      expect(refused).to.deep.include({ action: 'account.sign_in_refused', outcome: AuditOutcome.DENIED, reason: 'WRONG_PASSWORD', targets: [userId] });
      expect(JSON.stringify([signedIn, refused], (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.to.match(/Ada|3:4:5/);
    });

    it('refusals at the edge, a repeated batch once', async () => {
      const tenantId = newId();
      const denials = [denial(), denial({ count: 17 })];
      for (const _ of [1, 2]) await stand.intake.recordDenials({ requestId: 'batch-1', denials }, { caller: gateway(tenantId) });
      expect((await facts(tenantId)).map(({ count }) => count)).to.deep.equal([17, 1]);
      expect(await failureOf(stand.intake.recordDenials({ requestId: 'batch-2', denials }, { caller: gateway(tenantId) }))).to.include({ code: 'ALREADY_EXISTS' });
    });

    it('nothing that people send', async () => {
      for (const caller of [administrator(newId()), operator]) {
        expect(await failureOf(stand.intake.recordDenials({ denials: [denial()] }, { caller }))).to.include({ code: 'PERMISSION_DENIED' });
      }
    });

    it('what many tell at once, one after the other and in few transactions', async () => {
      const tenantId = newId();
      await Promise.all(Array.from({ length: 200 }, () => stand.tell(tenantId)));
      expect(await stand.verdict(tenantId)).to.equal('INTACT');
      const { log } = await stand.audit.getAuditLog({}, { caller: administrator(tenantId) });
      expect(log?.head?.sequence).to.equal(200n);
      const [row] = await stand.harness.service.database.relay.run<{ n: number }>('select count(distinct xmin::text)::int as n from audit_entry where tenant_id = $1', [tenantId]);
      expect(row?.n).to.be.below(100);
    });
  });

  describe('shows', () => {
    it('pages, newest first', async () => {
      const tenantId = await stand.filled(5);
      const first = await list(tenantId, { pageSize: 3 });
      const second = await list(tenantId, { pageSize: 3, pageToken: first.nextPageToken });
      expect([...first.entries, ...second.entries].map(({ record }) => record?.sequence)).to.deep.equal([5n, 4n, 3n, 2n, 1n]);
      expect(second.nextPageToken).to.equal('');
      expect(await failureOf(list(tenantId, { pageSize: 3, action: 'another', pageToken: first.nextPageToken }))).to.include({ reason: 'PAGE_TOKEN_MISMATCH' });
    });

    it('what one asks for: who, what, to what, what came of it, and when', async () => {
      const tenantId = newId();
      const ada = toTypeId('usr', newId());
      const target = toTypeId('off', newId());
      await stand.tell(tenantId, { actor: create(AuditActorSchema, { kind: AuditActorKind.STAFF, id: ada }), reason: 'BY_ADA' });
      await stand.tell(tenantId, { action: 'account.signed_in', outcome: AuditOutcome.DONE, reason: 'AN_ACTION' });
      await stand.tell(tenantId, { targets: [toTypeId('off', newId()), target], reason: 'A_TARGET' });
      const reasons = async (request: Filter): Promise<string[]> => (await facts(tenantId, request)).map(({ reason }) => reason);
      expect(await reasons({ actor: ada })).to.deep.equal(['BY_ADA']);
      expect(await reasons({ action: 'account.signed_in' })).to.deep.equal(['AN_ACTION']);
      expect(await reasons({ outcome: AuditOutcome.DENIED })).to.deep.equal(['A_TARGET', 'BY_ADA']);
      expect(await reasons({ target })).to.deep.equal(['A_TARGET']);
      expect(await reasons({ endTime: timestampFromDate(new Date(Date.now() - DAY_MS)) })).to.deep.equal([]);
      expect(await reasons({ startTime: timestampFromDate(new Date(Date.now() - DAY_MS)) })).to.have.length(3);
    });

    it('a business its own log, and operators any', async () => {
      const [tenantId, other] = [await stand.filled(2), await stand.filled(1)];
      const asked = { tenantId: toTypeId('tnt', tenantId) };
      for (const look of [stand.audit.listAuditEntries, stand.audit.verifyAuditLog, stand.audit.getAuditLog]) {
        expect(await failureOf(look(asked, { caller: administrator(other) }))).to.include({ code: 'PERMISSION_DENIED', reason: 'OTHER_TENANT' });
      }
      expect((await list(other)).entries).to.have.length(1);
      expect((await stand.audit.listAuditEntries(asked, { caller: operator })).entries).to.have.length(2);
      await stand.tell(PLATFORM_TENANT, { reason: 'OF_NOBODY' });
      const [own] = (await stand.audit.listAuditEntries({}, { caller: operator })).entries;
      expect(own?.record?.tenantId).to.equal(toTypeId('tnt', PLATFORM_TENANT));
    });

    it('whether a long log is whole, step by step', async () => {
      const tenantId = await stand.filled(10);
      const seal = auditSeal(createKeyring([SEALING_KEY]));
      const { database } = stand.harness.service;
      const lines: string[] = [];
      const logger = createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } });
      const verify = verifyAuditLog(createVerifier({ database, seal, logger, page: 2 }), seal, 4);
      const view = {
        caller: administrator(tenantId), now: new Date(), signal: new AbortController().signal, traceId: '', db: database.relay, entities: () => database.entityManager(tenantId),
      };
      const step = (request: MessageInitShape<typeof VerifyAuditLogRequestSchema>) => verify(view, create(VerifyAuditLogRequestSchema, request));
      const steps = [await step({})];
      while (steps.at(-1)?.nextPageToken !== '') steps.push(await step({ pageToken: steps.at(-1)?.nextPageToken ?? '' }));
      expect(steps.map(({ verified }) => verified)).to.deep.equal([4n, 4n, 2n]);
      expect(steps.some((one) => 'defect' in one)).to.equal(false);
      expect(lines.join('')).to.contain(steps[0]?.head?.hash).and.not.to.contain('"level":"error"');

      const { mark, next } = { mark: steps[0]?.head, next: steps[0]?.nextPageToken ?? '' };
      await stand.asSuperuser(['delete from audit_entry where tenant_id = $1 and sequence = 7', tenantId]);
      expect(await step({ pageToken: next })).to.deep.include({ defect: { kind: AuditDefectKind.MISSING, sequence: 7n }, verified: 2n });
      expect(lines.at(-1)).to.contain('an audit log is not as it was written').and.to.match(/"level":("error"|50)/);
      expect(await failureOf(step({ pageToken: next, ...(mark && { mark }) })), 'of another request').to.include({ reason: 'PAGE_TOKEN_MISMATCH' });
      const madeUp = JSON.parse(Buffer.from(next, 'base64url').toString()) as string[];
      madeUp.push(String(madeUp.pop()).replace(/^4/, '3'));
      expect(await failureOf(step({ pageToken: Buffer.from(JSON.stringify(madeUp)).toString('base64url') })), 'made up').to.include({ reason: 'PAGE_TOKEN_MISMATCH' });
    });

    it('a log as whole while it grows', async () => {
      const tenantId = await stand.filled(1);
      const verdicts = await Promise.all(Array.from({ length: 40 }, async (_, index) => (index % 2 === 0 ? stand.verdict(tenantId) : stand.tell(tenantId).then(() => 'INTACT'))));
      expect(new Set(verdicts)).to.deep.equal(new Set(['INTACT']));
    });

    it('a business who of the operators looked into its log, and their own business nothing of it', async () => {
      const tenantId = await stand.filled(1);
      const caller: Caller = { tenantId: await stand.filled(1), subject: newId(), roles: ['user', 'admin', 'operator'] };
      await stand.audit.listAuditEntries({ tenantId: toTypeId('tnt', tenantId) }, { caller });
      const actor = toTypeId('usr', caller.subject);
      await eventually('the look is an entry', async () => (await facts(tenantId, { actor })).length === 1);
      expect(await facts(caller.tenantId, { actor })).to.deep.equal([]);
    });

    it('nothing to staff, customers and services', async () => {
      const tenantId = await stand.filled(1);
      for (const roles of [['user'], ['user', 'provider']] as const) {
        expect(await failureOf(list(tenantId, {}, { tenantId, subject: newId(), roles }))).to.include({ code: 'PERMISSION_DENIED' });
      }
      expect(await failureOf(list(tenantId, {}, gateway(tenantId)))).to.include({ code: 'PERMISSION_DENIED' });
    });

    it('who looked into it', async () => {
      const tenantId = await stand.filled(1);
      const reader = administrator(tenantId);
      await list(tenantId, {}, reader);
      const action = 'berth.admin.v1.AuditService/ListAuditEntries';
      await eventually('the look is an entry', async () => (await facts(tenantId, { action, actor: toTypeId('usr', reader.subject) })).length === 1);
    });
  });

  describe('keeps entries', () => {
    afterEach(() => void (stand.clock.now = undefined));

    it('as long as its business says, and still hangs together after that', async () => {
      stand.clock.now = new Date(Date.now() - 450 * DAY_MS);
      const tenantId = await stand.filled(4);
      const { log: before } = await stand.audit.getAuditLog({}, { caller: administrator(tenantId) });
      stand.clock.now = undefined;
      await stand.tell(tenantId);
      await eventually('what is old has gone', async () => (await stand.audit.getAuditLog({}, { caller: administrator(tenantId) })).log?.base?.sequence === 4n);
      const { entries } = await list(tenantId);
      const [checkpoint] = entries;
      expect(entries.map(({ record }) => record?.sequence)).to.deep.equal([6n, 5n]);
      expect(checkpoint?.record?.content).to.deep.include({ case: 'checkpoint' }).and.to.have.nested.property('value.hash', before?.head?.hash);
      expect(await stand.verdict(tenantId)).to.equal('INTACT');
      await eventually('it was verified by itself', async () => {
        const left = await stand.harness.service.database.relay.run('select from effect where tenant_id = $1 and name = $2', [tenantId, 'verifyAuditLog']);
        return left.length === 0;
      });
      await stand.tell(tenantId);
      expect(await stand.verdict(tenantId)).to.equal('INTACT');
      await stand.asSuperuser(['delete from audit_entry where tenant_id = $1 and sequence = 5', tenantId]);
      expect(await stand.verdict(tenantId)).to.equal('MISSING 5');
    });

    it('400 days unless an administrator says otherwise, within bounds, and not against somebody else', async () => {
      const tenantId = newId();
      const caller = administrator(tenantId);
      const { log } = await stand.audit.getAuditLog({}, { caller });
      expect(log).to.include({ retentionDays: 400, etag: '0' });
      const changed = await stand.audit.updateAuditRetention({ retentionDays: 90, etag: log?.etag ?? '' }, { caller });
      expect(changed.log).to.include({ retentionDays: 90, etag: '1' });
      expect(await failureOf(stand.audit.updateAuditRetention({ retentionDays: 100, etag: '0' }, { caller }))).to.include({ code: 'ABORTED', reason: 'ETAG_MISMATCH' });
      expect(await failureOf(stand.audit.updateAuditRetention({ retentionDays: 89 }, { caller }))).to.include({ code: 'INVALID_ARGUMENT' });
      const action = 'berth.admin.v1.AuditService/UpdateAuditRetention';
      await eventually('the change is an entry', async () => (await facts(tenantId, { action, outcome: AuditOutcome.DONE })).length === 1);
      await eventually('so is the attempt that failed', async () => (await facts(tenantId, { action, outcome: AuditOutcome.FAILED }))[0]?.reason === 'ETAG_MISMATCH');
      expect(await stand.verdict(tenantId)).to.equal('INTACT');
    });
  });

  it('notes times as they were, to the millisecond', async () => {
    const tenantId = newId();
    const time = new Date('2026-03-04T05:06:07.089Z');
    await stand.tell(tenantId, { time: timestampFromDate(time) });
    const [fact] = await facts(tenantId);
    expect(fact?.time && timestampDate(fact.time)).to.deep.equal(time);
  });
});
