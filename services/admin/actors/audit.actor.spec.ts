import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { AuditFactSchema } from '#proto/berth/runtime/v1/audit_pb.ts';
import { fakeTurn, SERVICE } from '../../runtime/testing/fake-turn.ts';
import { newId } from '../../runtime/ids.ts';
import { emptyChain, hashOf, type AuditChain } from '../domain/audit-chain.ts';
import { auditChainKey } from '../keys.ts';
import { append, auditActors } from './audit.actor.ts';

const { tenantId } = SERVICE;
const KEY = auditChainKey(tenantId);
const NOW = new Date('2027-03-01T09:00:00Z');
const mark = (sequence: bigint) => ({ sequence, hash: hashOf(new Uint8Array(32), Buffer.from(`${sequence}`)) });
const log: AuditChain = { ...emptyChain(tenantId), head: mark(9n), base: mark(2n) };

const { intake } = auditActors({ loadAcross: async () => [], save: async () => undefined });

/** What the daily look makes of a log. */
function lookAt(chain: AuditChain) {
  const { effects, valueOf } = fakeTurn(intake, { parts: [[KEY, chain]], now: NOW, version: 7n }, (turn) => intake.reminders?.['lookAfter']?.(turn));
  return { effects, after: valueOf(tenantId) as AuditChain, names: effects.map(({ name }) => name) };
}

describe('a look after an audit log', () => {
  it('verifies it and comes again a day later', () => {
    const { effects, after, names } = lookAt(log);
    expect(names).to.deep.equal(['verifyAuditLog', 'lookAfter']);
    expect(effects[1]?.due).to.deep.equal(new Date('2027-03-02T09:00:00Z'));
    expect(after).to.deep.equal(log);
  });

  it('goes on soon where a verification of a long log has come to, and begins anew after its end', () => {
    const outcome = (chain: AuditChain, go: object) => fakeTurn(intake, { parts: [[KEY, chain]], now: NOW, version: 7n }, (turn) => intake.outcomes?.['verifyAuditLog']?.(turn, go as never, {} as never));
    const { effects: [soon], valueOf } = outcome(log, { place: 'here' });
    expect(soon).to.deep.include({ name: 'lookAfter', due: new Date('2027-03-01T09:01:00Z') });
    const reached = valueOf(tenantId) as AuditChain;
    expect(lookAt(reached).effects[0]).to.have.property('input').that.deep.equals({ place: 'here' });
    const ended = outcome(reached, {});
    expect(ended.effects).to.deep.equal([]);
    expect(lookAt(ended.valueOf(tenantId) as AuditChain).effects[0]).to.have.property('input').that.deep.equals({});
  });

  it('forgets what is too old and says so in an entry', () => {
    const { after } = lookAt({ ...log, expired: mark(5n) });
    expect(after.base).to.deep.equal(mark(5n));
    expect(after.head.sequence).to.equal(10n);
    expect(after.added[0]).to.include({ action: 'audit.forgotten', sequence: 10n });
    expect(after.added[0]?.hash).to.deep.equal(hashOf(log.head.hash, after.added[0]?.record ?? new Uint8Array()));
  });

  it('comes again soon when there is more that is too old, and verifies then', () => {
    const { effects, names } = lookAt({ ...log, head: mark(30_000n), expired: mark(10_002n) });
    expect(names).to.deep.equal(['lookAfter']);
    expect(effects[0]?.due).to.deep.equal(new Date('2027-03-01T09:01:00Z'));
  });

  it('forgets nothing of a log whose end is not ours: it is evidence', () => {
    const broken = { ...log, sealed: false, expired: mark(5n) };
    const { after, names } = lookAt(broken);
    expect(after).to.deep.equal(broken);
    expect(names).to.deep.equal(['verifyAuditLog', 'lookAfter']);
  });
});

describe('an entry', () => {
  it('begins a log that nobody has written in, and does not make good one that was taken away', () => {
    const fact = create(AuditFactSchema, { id: newId() });
    const begun = (version: bigint): unknown => fakeTurn(intake, { parts: [[KEY, undefined]], version }, (turn) => append(turn, 'booking', [fact])).valueOf(tenantId);
    expect(begun(0n)).to.include({ sealed: true }).and.to.have.nested.property('head.sequence', 1n);
    expect(begun(4n)).to.include({ sealed: false }).and.to.have.nested.property('head.sequence', 1n);
  });
});
