import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { AuditActorKind, AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { handClock } from '../testing/memory/contract/hand-clock.ts';
import { startDelivery } from './delivery.ts';
import { createSpool, type SpooledFact } from './spool.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const refusal = (reason: string) => ({
  tenantId: newId(), actor: { kind: AuditActorKind.ANONYMOUS }, action: '', targets: [], outcome: AuditOutcome.DENIED, reason, addressGroup: '', traceId: '',
});

/** Whoever takes facts, out of reach until told otherwise. */
function stand() {
  const clock = handClock();
  const spool = createSpool({ clock, newId });
  const tried: (readonly SpooledFact[])[] = [];
  const there = { reached: false };
  const deliver = async (facts: readonly SpooledFact[]): Promise<void> => {
    tried.push(facts);
    if (!there.reached) throw new Error('out of reach');
  };
  const delivery = startDelivery({ spool, clock, logger, deliver });
  const second = async (): Promise<void> => {
    clock.pass(1_000);
    await turn();
  };
  return { spool, tried, there, delivery, second, reasons: () => tried.map((facts) => facts.map(({ fact }) => fact.reason)) };
}

describe('facts on their way to the audit log', () => {
  it('are handed on within a second, and nobody is bothered when there are none', async () => {
    const { spool, there, second, reasons } = stand();
    there.reached = true;
    await second();
    spool.add(refusal('A'));
    await second();
    await second();
    expect(reasons()).to.deep.equal([['A']]);
  });

  it('come again, the same ones under the same ids, until they are taken; others wait', async () => {
    const { spool, tried, there, second, reasons } = stand();
    spool.add(refusal('A'));
    await second();
    spool.add(refusal('B'));
    await second();
    there.reached = true;
    for (let passed = 0; passed < 5; passed += 1) await second();
    expect(reasons()).to.deep.equal([['A'], ['A'], ['A'], ['B']]);
    expect(tried[2]).to.deep.equal(tried[0]);
  });

  it('come less often while nobody takes them, but at least twice a minute', async () => {
    const { spool, second, reasons } = stand();
    spool.add(refusal('A'));
    for (let passed = 0; passed < 300; passed += 1) await second();
    expect(reasons().length).to.be.within(10, 16);
  });

  it('go before the end', async () => {
    const { spool, there, second, delivery, reasons } = stand();
    spool.add(refusal('A'));
    await second();
    spool.add(refusal('B'));
    there.reached = true;
    await delivery[Symbol.asyncDispose]();
    expect(reasons()).to.deep.equal([['A'], ['A'], ['B']]);
  });
});
