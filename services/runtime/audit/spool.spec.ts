import { expect } from 'chai';
import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { AuditActorKind, AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import { newId } from '../ids.ts';
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
    spool = createSpool({ clock, newId, limit: 100 });
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
    expect(facts).to.have.length(26);
    expect(totalOf(facts)).to.equal(5_000);
    expect(facts.at(-1)).to.deep.include({ tenantId: TENANT }).and.to.have.property('fact').that.includes({ action: 'audit.not_told_apart', count: 4_975, addressGroup: '', reason: 'ACCESS_DENIED' });
  });

  it('keeps a storm in one log out of the others, however many storm', () => {
    const told = (): SpooledFact[] => {
      const other = newId();
      spool.add(refusal({ tenantId: other, addressGroup: '192.0.2.200' }));
      return spool.take().filter(({ tenantId }) => tenantId === other);
    };
    for (let storm = 0; storm < 8; storm += 1) {
      const tenantId = newId();
      for (let address = 0; address < 200; address += 1) spool.add(refusal({ tenantId, addressGroup: `192.0.2.${address}` }));
      const [fact, ...others] = told();
      expect(fact?.fact).to.include({ addressGroup: '192.0.2.200', action: 'berth.x.v1.X/Do', count: 1 });
      expect(others).to.deep.equal([]);
    }
    clock.pass(60_000);
    spool.take();
    expect(spool.isEmpty).to.equal(true);
    // What a storm took is there again.
    for (let address = 0; address < 25; address += 1) spool.add(refusal({ addressGroup: `192.0.2.${address}` }));
    expect(spool.take().map(({ fact: { action } }) => action)).not.to.include('audit.not_told_apart');
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
