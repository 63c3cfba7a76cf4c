import { expect } from 'chai';
import fc from 'fast-check';
import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { newId } from '../ids.ts';
import type { OutboxRow } from './outbox.ts';
import { BrokerFailure, type Acknowledgement, type BrokerProblem, type OutgoingMessage } from './broker.ts';
import { createPublisher, MAX_IN_FLIGHT, type PublishBroker } from './publisher.ts';
import { outgoing } from './test-events.ts';

const rowsOf = (keys: readonly string[]): OutboxRow[] =>
  keys.map((key, index) => {
    const event = outgoing('booking', { key, version: index + 1 });
    return { ...event, seq: BigInt(index + 1), tenant_id: event.tenantId };
  });

/** A broker that answers after a few turns of the event loop, in an order of its own, and notes what is under way. */
class SlowBroker implements PublishBroker {
  readonly stored: string[] = [];
  readonly underWay: string[] = [];
  mostUnderWay = 0;
  nextSeq = 1;
  readonly #answer: (subject: string) => Acknowledgement | BrokerFailure;

  constructor(answer?: (subject: string) => Acknowledgement | BrokerFailure) {
    this.#answer = answer ?? (() => ({ stream: 'BERTH_BOOKING', seq: this.nextSeq++, duplicate: false }));
  }

  async publish({ subject }: OutgoingMessage): Promise<Acknowledgement> {
    expect(this.underWay, 'two events of one key under way').to.not.include(subject);
    this.underWay.push(subject);
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay.length);
    const answer = this.#answer(subject);
    for (let turn = 0; turn < subject.charCodeAt(subject.length - 1) % 5; turn += 1) await Promise.resolve();
    this.underWay.splice(this.underWay.indexOf(subject), 1);
    if (answer instanceof BrokerFailure) throw answer;
    this.stored.push(subject);
    return answer;
  }
}

const failure = (problem: BrokerProblem): BrokerFailure => new BrokerFailure(problem, new Error('no'));

const publisher = () => createPublisher({ tracer: trace.getTracer('test'), logger: pino({ level: 'silent' }) });

describe('publisher', () => {
  it('has one event of a key under way at a time, and no more than its limit in all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(90), { minLength: 1, maxLength: 300 }), async (picks) => {
        const keys = Array.from({ length: 91 }, newId);
        const broker = new SlowBroker();
        const rows = rowsOf(picks.map((pick) => keys[pick] ?? ''));
        const { placements, failed, stopped, lossSeen } = await publisher().publish(broker, rows);
        expect({ published: placements.length, failed, stopped, lossSeen }).to.deep.equal({ published: rows.length, failed: 0, stopped: false, lossSeen: false });
        expect(broker.mostUnderWay).to.be.at.most(MAX_IN_FLIGHT);
      }),
      { numRuns: 30 },
    );
  });

  it('publishes nothing of a key after an event of it that failed', async () => {
    const [good, bad] = [newId(), newId()];
    const rows = rowsOf([bad, good, bad, good, bad]);
    const refused = rows[0]?.subject;
    const broker = new SlowBroker((subject) =>
      subject === refused ? failure('refused') : { stream: 'BERTH_BOOKING', seq: broker.nextSeq++, duplicate: false },
    );
    const { placements, failed } = await publisher().publish(broker, rows);
    expect(placements.map(({ seq }) => seq)).to.deep.equal([2n, 4n]);
    expect(failed).to.equal(3);
  });

  it('stops at once when the broker does not answer, and tells when it has no stream', async () => {
    const rows = rowsOf(Array.from({ length: 500 }, newId));
    for (const [problem, lossSeen] of [['no-answer', false], ['no-stream', true]] as const) {
      let asked = 0;
      const broker = new SlowBroker(() => ((asked += 1), failure(problem)));
      expect(await publisher().publish(broker, rows)).to.deep.equal({ placements: [], failed: 500, stopped: true, lossSeen });
      expect(asked).to.be.at.most(MAX_IN_FLIGHT);
    }
  });

  it('sees a loss when a number comes again that was given before, and not in repeats of a known event', async () => {
    const numbers = [{ seq: 7 }, { seq: 3, duplicate: true }, { seq: 8 }, { seq: 8 }];
    const broker = new SlowBroker(() => ({ stream: 'BERTH_BOOKING', duplicate: false, seq: 0, ...numbers.shift() }));
    const subject = publisher();
    const key = newId();
    const one = async (): Promise<boolean> => (await subject.publish(broker, rowsOf([key]))).lossSeen;
    expect([await one(), await one(), await one(), await one()]).to.deep.equal([false, false, false, true]);
  });

  it('sees a loss with the first event that it publishes after a comparison', async () => {
    const broker = new SlowBroker();
    const lossSeen = async (last: number): Promise<boolean> => {
      broker.nextSeq = 1;
      const subject = publisher();
      subject.reset(last);
      return (await subject.publish(broker, rowsOf([newId()]))).lossSeen;
    };
    // The broker had eight, was wiped, and begins anew; an empty one gives out its first number.
    expect([await lossSeen(8), await lossSeen(0)]).to.deep.equal([true, false]);
  });
});
