import { expect } from 'chai';
import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { AuditActorKind, AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import { newId, PLATFORM_TENANT } from '../ids.ts';
import { handClock, type HandClock } from '../testing/memory/contract/hand-clock.ts';
import { createSpool, type Occurrence, type Spool, type SpooledFact } from './spool.ts';

const TENANT = newId();
const refusal = (more: Partial<Occurrence> = {}): Occurrence => ({
  tenantId: TENANT, actor: { kind: AuditActorKind.PERSON, id: 'usr_1' }, action: 'berth.x.v1.X/Do', targets: [], outcome: AuditOutcome.DENIED,
  reason: 'ACCESS_DENIED', addressGroup: '192.0.2.7', traceId: 'abc', ...more,
});

const countsOf = (facts: readonly SpooledFact[]): (number | undefined)[] => facts.map(({ fact }) => fact.count);
const totalOf = (facts: readonly SpooledFact[]): number => facts.reduce((sum, { fact }) => sum + (fact.count ?? 0), 0);

describe('the spool of the audit log', () => {
  let clock: HandClock;
  let spool: Spool;
  beforeEach(() => {
    clock = handClock();
    spool = createSpool({ clock, newId, limit: 10 });
  });

  it('tells the first of its kind at once and what follows within a minute as one', () => {
    spool.add(refusal());
    const [first] = spool.take();
    expect(first).to.deep.include({ tenantId: TENANT }).and.to.have.nested.property('fact.count', 1);
    const begun = clock.now();
    for (let second = 0; second < 59; second += 1) {
      spool.add(refusal());
      clock.pass(1_000);
      expect(spool.take()).to.deep.equal([]);
    }
    clock.pass(1_000);
    const [rest, ...others] = spool.take();
    expect(rest?.fact).to.include({ count: 59, reason: 'ACCESS_DENIED' });
    expect(timestampDate(rest?.fact.time as Timestamp)).to.deep.equal(begun);
    expect(others).to.deep.equal([]);
    expect(rest?.fact.id).not.to.equal(first?.fact.id);
  });

  it('forgets a kind that a minute has nothing of', () => {
    spool.add(refusal());
    spool.take();
    clock.pass(60_000);
    expect(spool.take()).to.deep.equal([]);
    expect(spool.isEmpty).to.equal(true);
  });

  it('tells apart who, what, why, from where, and in whose log', () => {
    const different = [
      refusal(), refusal({ actor: { kind: AuditActorKind.PERSON, id: 'usr_2' } }), refusal({ action: 'berth.x.v1.X/Undo' }), refusal({ reason: 'SCOPE_MISSING' }),
      refusal({ addressGroup: '192.0.2.8' }), refusal({ tenantId: newId() }), refusal({ outcome: AuditOutcome.FAILED }),
    ];
    for (const one of different) spool.add(one);
    expect(countsOf(spool.take())).to.deep.equal(different.map(() => 1));
  });

  it('takes a storm of strangers without growing, and loses nobody in the count', () => {
    for (let address = 0; address < 5_000; address += 1) spool.add(refusal({ addressGroup: `2001:db8:0:${address.toString(16)}` }));
    const facts = spool.take();
    expect(facts).to.have.length(11);
    expect(totalOf(facts)).to.equal(5_000);
    expect(facts.at(-1)).to.deep.include({ tenantId: PLATFORM_TENANT }).and.to.have.nested.property('fact.addressGroup', '');
  });

  it('names what it was done to, as far as a fact goes', () => {
    for (let number = 0; number < 40; number += 1) spool.add(refusal({ targets: [`off_${number}`] }));
    expect(spool.take()[0]?.fact.targets).to.have.length(16);
  });

  it('gives out everything at the end', () => {
    spool.add(refusal());
    spool.take();
    spool.add(refusal());
    expect(countsOf(spool.take('all'))).to.deep.equal([1]);
    expect(spool.isEmpty).to.equal(true);
  });
});
