import { trace } from '@opentelemetry/api';
import { expect } from 'chai';
import { pino } from 'pino';
import { BrokerFailure, type Broker } from './broker.ts';
import type { OutboxRow, OutboxTable } from './outbox.ts';
import { createPublisher } from './publisher.ts';
import { createRounds } from './round.ts';
import { outgoing } from './test-events.ts';
import { newId } from '../ids.ts';

const logger = pino({ level: 'silent' });
const unused = (): never => expect.fail('not asked');

/** What a round says with two events waiting, of which the broker takes so many. */
async function roundWith(taken: number): Promise<{ readonly said: string; readonly noted: number }> {
  const rows = [newId(), newId()].map((key, index): OutboxRow => {
    const event = outgoing('booking', { key, version: 1 });
    return { ...event, seq: BigInt(index + 1), tenant_id: event.tenantId };
  });
  let noted = 0;
  const outbox: OutboxTable = {
    unpublished: () => Promise.resolve(rows), hasUnpublished: unused, isAmongNext: unused, claimsUpTo: unused, publishAgain: unused, publishAgainAfter: unused,
    publishAgainBefore: unused, publishAgainAt: unused,
    markPublished: (_, placements) => Promise.resolve(void (noted = placements.length)),
  };
  let seq = 0;
  const broker: Broker = {
    publish: () => (++seq > taken ? Promise.reject(new BrokerFailure('no-stream', new Error('503'))) : Promise.resolve({ stream: 'BERTH_BOOKING', seq, duplicate: false })),
    ensureStream: () => Promise.resolve(), stateOf: unused, messageIdAt: unused, consume: unused,
  };
  const publisher = createPublisher({ tracer: trace.getTracer('test'), logger });
  const rounds = createRounds({ service: 'booking', outbox, nats: { broker: () => broker }, publisher, logger, compareMs: 60_000, rewind: false, now: undefined });
  return { said: await rounds.run({ run: unused }), noted };
}

describe('a round of the relay', () => {
  it('asks for the next at once only when the broker took everything: one that refuses would be asked without a pause', async () => {
    expect(await roundWith(2)).to.deep.equal({ said: 'more', noted: 2 });
    expect(await roundWith(1)).to.deep.equal({ said: 'stuck', noted: 1 });
    expect(await roundWith(0)).to.deep.equal({ said: 'stuck', noted: 0 });
  });
});
