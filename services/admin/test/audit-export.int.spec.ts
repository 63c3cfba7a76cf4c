import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import type { ExportAuditLogRequestSchema } from '#proto/berth/admin/v1/audit_service_pb.ts';
import { eventually } from '../../runtime/events/test-stand.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { hashOf } from '../domain/audit-chain.ts';
import { entryLine, verifyExport, type ExportVerdict } from '../audit-export.ts';
import { administrator, denial, gateway, startAuditStand, type AuditStand } from '../testing/audit-stand.ts';

type Request = MessageInitShape<typeof ExportAuditLogRequestSchema>;

describe('an exported audit log', function () {
  this.timeout(60_000);
  let stand: AuditStand;
  before(async () => {
    stand = await startAuditStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  async function fileOf(tenantId: string, request: Request = {}, caller: Caller = administrator(tenantId)): Promise<string[]> {
    let file = '';
    for await (const { lines } of stand.audit.exportAuditLog(request, { caller })) file += lines;
    return file.split('\n').filter((line) => line !== '');
  }
  const defectOf = ({ defect }: ExportVerdict): string | undefined => defect && `${defect.line} ${defect.what}`;

  it('is all of it, in words and bytes, and verified without us', async () => {
    const tenantId = newId();
    const time = new Date('2026-03-04T05:06:07.089Z');
    // More than a message holds.
    await stand.intake.recordDenials({ denials: [denial({ time: timestampFromDate(time), reason: 'THE_FIRST' })] }, { caller: gateway(tenantId) });
    await stand.intake.recordDenials({ denials: Array.from({ length: 450 }, () => denial()) }, { caller: gateway(tenantId) });
    const { log } = await stand.audit.getAuditLog({}, { caller: administrator(tenantId) });
    const [header, first, ...others] = await fileOf(tenantId);
    expect(JSON.parse(header ?? '')).to.deep.include({ log: toTypeId('tnt', tenantId), after: { sequence: '0', hash: '0'.repeat(64) }, head: { sequence: '451', hash: log?.head?.hash } });
    expect(JSON.parse(first ?? '')).to.have.property('entry').that.deep.includes({ sequence: '1', tenantId: toTypeId('tnt', tenantId) }).and.has.property('fact').that.includes({ time: '2026-03-04T05:06:07.089Z', reason: 'THE_FIRST' });
    expect(others).to.have.length(450);
    const verdict = await verifyExport([header, first, ...others].map((line) => line ?? ''));
    expect(verdict).to.include({ log: toTypeId('tnt', tenantId), verified: 451n, complete: true }).and.not.to.have.property('defect');
    await eventually('the look is an entry', async () => (await stand.audit.listAuditEntries({ action: 'berth.admin.v1.AuditService/ExportAuditLog' }, { caller: administrator(tenantId) })).entries.length === 1);
  });

  it('is whole where a record cannot be read any more, and says so when it is verified', async () => {
    const tenantId = await stand.filled(3);
    await stand.asSuperuser([`update audit_entry set record = '\\xffff' where tenant_id = $1 and sequence = 2`, tenantId]);
    const file = await fileOf(tenantId);
    expect(file).to.have.length(4);
    expect(JSON.parse(file[2] ?? '')).to.include({ entry: null, record: '//8=' });
    expect(defectOf(await verifyExport(file))).to.equal('3 holds a record that cannot be read');
  });

  it('goes on where one stopped, and the parts are one file', async () => {
    const tenantId = await stand.filled(10);
    const parts = [await fileOf(tenantId, { limit: 4 }), await fileOf(tenantId, { limit: 4, afterSequence: 4n }), await fileOf(tenantId, { afterSequence: 8n })];
    expect(parts.map((lines) => lines.length)).to.deep.equal([5, 5, 3]);
    expect(await verifyExport(parts.flat())).to.include({ verified: 10n, complete: true });
    expect(await verifyExport(parts[0] ?? [])).to.include({ verified: 4n, complete: false }).and.not.to.have.property('defect');
    expect(defectOf(await verifyExport([parts[0], parts[2]].flatMap((lines) => lines ?? [])))).to.equal('6 does not go on behind entry 4');
    expect((await fileOf(tenantId, { afterSequence: 10n }))).to.have.length(1);
    expect(await failureOf(fileOf(tenantId, { afterSequence: 11n }))).to.include({ code: 'INVALID_ARGUMENT', reason: 'NO_SUCH_ENTRY' });
    for (const request of [{ limit: 1_000_001 }, { afterSequence: -1n }]) expect(await failureOf(fileOf(tenantId, request))).to.include({ code: 'INVALID_ARGUMENT' });
  });

  it('shows what was changed in it, or in the log before', async () => {
    const tenantId = await stand.filled(5);
    const lines = await fileOf(tenantId);
    const verdict = async (change: (copy: string[]) => unknown): Promise<string | undefined> => {
      const copy = [...lines];
      change(copy);
      return defectOf(await verifyExport(copy));
    };
    expect(await verdict(() => undefined)).to.equal(undefined);
    expect(await verdict((copy) => copy.splice(3, 1))).to.equal('4 is entry 4, where 3 should be');
    expect(await verdict((copy) => copy.splice(3, 1, (copy[3] ?? '').replace('ACCESS_DENIED', 'NOTHING_AT_ALL')))).to.equal('4 says something else than its record');
    expect(await verdict((copy) => copy.splice(3, 1, rewritten(copy[3] ?? '')))).to.equal('4 does not follow the entry before, or was changed');
    expect(await verdict((copy) => copy.splice(0, 1))).to.equal('1 comes before the header');
    expect(await verdict((copy) => copy.splice(2, 1, 'hello'))).to.equal('3 is no line of JSON');
    expect(defectOf(await verifyExport([]))).to.equal('1 the file is empty');
    await stand.asSuperuser(['update audit_entry set hash = sha256(hash) where tenant_id = $1 and sequence = 2', tenantId]);
    expect(defectOf(await verifyExport(await fileOf(tenantId)))).to.equal('3 does not follow the entry before, or was changed');
  });

  it('that somebody wrote anew shows by a mark that was kept elsewhere', async () => {
    const tenantId = await stand.filled(4);
    const { log } = await stand.audit.getAuditLog({}, { caller: administrator(tenantId) });
    const kept = { sequence: 4n, hash: Buffer.from(log?.head?.hash ?? '', 'hex') };
    const lines = await fileOf(tenantId);
    expect(await verifyExport(lines, kept)).to.include({ complete: true }).and.not.to.have.property('defect');
    let previous: Uint8Array = new Uint8Array(32);
    const anew = lines.slice(1).map((line) => {
      const { record } = JSON.parse(rewritten(line)) as { record: string };
      previous = hashOf(previous, Buffer.from(record, 'base64'));
      return entryLine({ hash: previous, record: Buffer.from(record, 'base64') });
    });
    const header = { ...(JSON.parse(lines[0] ?? '') as object), head: { sequence: '4', hash: Buffer.from(previous).toString('hex') } };
    const forged = [JSON.stringify(header), ...anew];
    expect(await verifyExport(forged), 'without the mark nothing shows').to.include({ complete: true }).and.not.to.have.property('defect');
    expect(defectOf(await verifyExport(forged, kept))).to.equal('5 is not what it was when the mark was kept');
    expect(defectOf(await verifyExport(lines.slice(0, 3), kept))).to.equal('3 entry 4 of the mark is not in the file');
  });

  it('is verified by a script', async () => {
    const tenantId = await stand.filled(3);
    const dir = await mkdtemp(join(tmpdir(), 'berth-audit-'));
    try {
      const [good, bad] = [join(dir, 'good.jsonl'), join(dir, 'bad.jsonl')];
      const lines = await fileOf(tenantId);
      await writeFile(good, `${lines.join('\n')}\n`);
      await writeFile(bad, lines.toSpliced(2, 1).join('\n'));
      const run = (...args: string[]) => promisify(execFile)(process.execPath, [new URL('../verify-export.ts', import.meta.url).pathname, ...args]).then(({ stdout }) => stdout, ({ code, stderr }: { code: number; stderr: string }) => `${code} ${stderr}`);
      const said = await run(good);
      expect(said).to.contain(`3 entries of ${toTypeId('tnt', tenantId)} hang together`);
      expect(await run(good, /up to (\S+)\./.exec(said)?.[1] ?? '')).to.contain('hang together').and.not.to.contain('mark');
      const { hash }: { hash: string } = JSON.parse(lines[2] ?? '');
      expect(await run(good, `2:${hash}`)).to.contain('Entries behind 2 are not vouched for');
      expect(await run(bad)).to.match(/^1 .*line 3 is entry 3, where 2 should be/);
      expect(await run()).to.match(/^2 Give the file/);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('is for administrators of the business, and operators', async () => {
    const tenantId = await stand.filled(2);
    const asked = { tenantId: toTypeId('tnt', tenantId) };
    expect(await failureOf(fileOf(newId(), asked))).to.include({ code: 'PERMISSION_DENIED', reason: 'OTHER_TENANT' });
    const person = (...roles: Caller['roles']): Caller => ({ tenantId, subject: newId(), roles });
    for (const caller of [person('user'), person('user', 'provider'), gateway(tenantId)]) {
      expect(await failureOf(fileOf(tenantId, {}, caller))).to.include({ code: 'PERMISSION_DENIED' });
    }
    expect(await fileOf(newId(), asked, { tenantId: newId(), subject: newId(), roles: ['operator'] })).to.have.length(3);
    const stranger = administrator(newId());
    await failureOf(fileOf(stranger.tenantId, asked, stranger));
    await eventually('the refusal is an entry', async () => (await stand.audit.listAuditEntries({ actor: toTypeId('usr', stranger.subject) }, { caller: stranger })).entries.length > 0);
    const { entries } = await stand.audit.listAuditEntries({ action: 'berth.admin.v1.AuditService/ExportAuditLog' }, { caller: stranger });
    expect(entries.map(({ record }) => record?.content.case === 'fact' && record.content.value.reason), 'and no look').to.deep.equal(['OTHER_TENANT']);
  });
});

/** The line with a record that says the same and is something else. */
function rewritten(line: string): string {
  const { record, ...rest } = JSON.parse(line) as { record: string };
  return JSON.stringify({ ...rest, record: Buffer.concat([Buffer.from(record, 'base64'), Buffer.from([0xf8, 0x07, 1])]).toString('base64') });
}
