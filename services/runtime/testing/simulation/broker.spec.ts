import { expect } from 'chai';
import { BrokerFailure, type Broker, type Delivered } from '../../events/broker.ts';
import { createSimulatedBroker, NO_MISHAPS, type BrokerMishaps } from './broker.ts';
import { createIds, startProcess } from './process.ts';
import { createRandom } from './random.ts';
import { createScheduler } from './scheduler.ts';

const MINUTE = 60_000;

/** A broker with one process, `booking`'s stream, and a consumer of it that notes what comes. */
async function stand(mishaps: Partial<BrokerMishaps> = {}) {
  const scheduler = createScheduler({ seed: 1 });
  const storms: number[] = [];
  const broker = createSimulatedBroker({ scheduler, mishaps: { ...NO_MISHAPS, ...mishaps }, count: () => undefined, onStorm: (_, seq) => storms.push(seq) });
  const process = startProcess({ name: 'one', scheduler, random: createRandom(1), newId: createIds(createRandom(1)) });
  const link = broker.connect(process);
  const seen: { readonly id: string; readonly at: number; readonly delivered: Delivered }[] = [];
  let ended = false;

  const forAWhile = (ms: number): Promise<void> => scheduler.run({ untilMs: scheduler.now() + ms });
  async function ask<T>(work: (reached: Broker) => Promise<T>): Promise<T | BrokerFailure> {
    const reached = link.broker();
    if (!reached) throw new Error('the broker is not reached');
    const answer = work(reached).catch((error: unknown) => {
      if (error instanceof BrokerFailure) return error;
      throw error;
    });
    await forAWhile(3_000);
    return answer;
  }
  const publish = (id: string) => ask((reached) => reached.publish({ subject: 'berth.booking.x', headers: { 'Nats-Msg-Id': id }, payload: new Uint8Array() }));

  async function consume(onDelivered: (delivered: Delivered) => void = (delivered) => delivered.ack()): Promise<void> {
    const deliveries = await ask((reached) => reached.consume('booking', 'payment'));
    if (deliveries instanceof BrokerFailure) throw deliveries;
    void (async () => {
      for await (const delivered of deliveries) {
        seen.push({ id: delivered.headers['Nats-Msg-Id'] ?? '', at: scheduler.now(), delivered });
        onDelivered(delivered);
      }
      ended = true;
    })();
  }
  await ask((reached) => reached.ensureStream('booking'));
  return { broker, link, scheduler, process, seen, storms, ask, publish, consume, forAWhile, hasEnded: () => ended };
}

describe('simulated broker', () => {
  it('numbers messages, and knows a repeat for two minutes', async () => {
    const { publish, forAWhile } = await stand();
    expect([await publish('a'), await publish('b'), await publish('a')]).to.deep.equal([
      { stream: 'BERTH_BOOKING', seq: 1, duplicate: false },
      { stream: 'BERTH_BOOKING', seq: 2, duplicate: false },
      { stream: 'BERTH_BOOKING', seq: 1, duplicate: true },
    ]);
    await forAWhile(2 * MINUTE);
    expect(await publish('a')).to.include({ seq: 3, duplicate: false });
  });

  it('delivers what is acknowledged once, and what nobody speaks of again after half a minute', async () => {
    const { publish, consume, seen, forAWhile } = await stand();
    let silent = true;
    await consume((delivered) => (silent ? (silent = false) : delivered.ack()));
    await publish('a');
    await forAWhile(5 * MINUTE);
    expect(seen.map(({ id }) => id)).to.deep.equal(['a', 'a']);
    expect((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0)).to.be.within(29_900, 30_100);
  });

  it('delivers again after the delay that was asked for, and calls it a storm without one', async () => {
    const { publish, consume, seen, storms, forAWhile } = await stand();
    const delays = [2_000, 0, 0, 0, 0, 0, 0, 0];
    await consume((delivered) => {
      const delay = delays.shift();
      if (delay === undefined) delivered.ack();
      else delivered.nak(delay);
    });
    await publish('a');
    await forAWhile(MINUTE);
    expect((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0)).to.be.within(1_900, 2_100);
    expect(seen).to.have.length(9);
    expect(storms).to.not.deep.equal([]);
  });

  it('waits as long as somebody says that they are working', async () => {
    const { publish, consume, seen, forAWhile } = await stand();
    await consume(() => undefined);
    await publish('a');
    for (let times = 0; times < 5; times += 1) {
      seen.at(-1)?.delivered.working();
      await forAWhile(20_000);
    }
    expect(seen).to.have.length(1);
    await forAWhile(20_000);
    expect(seen).to.have.length(2);
  });

  it('forgets what it had acknowledged in a power cut, and gives its numbers to others', async () => {
    const { broker, publish, ask, forAWhile } = await stand();
    for (const id of ['a', 'b', 'c', 'd']) await publish(id);
    let lost = 0;
    while (lost === 0) {
      lost = broker.powerCut(100);
      await forAWhile(5_000);
    }
    const state = await ask((reached) => reached.stateOf('BERTH_BOOKING'));
    expect(state).to.include({ last: 4 - lost });
    expect(await publish('z')).to.include({ seq: 5 - lost, duplicate: false });
    expect(await ask((reached) => reached.messageIdAt('BERTH_BOOKING', 5 - lost))).to.equal('z');
  });

  it('ends the deliveries of whose store or consumer is gone, and has no stream for what is published then', async () => {
    const { broker, publish, consume, hasEnded, forAWhile } = await stand();
    await consume();
    broker.wipe();
    await forAWhile(1_000);
    expect(hasEnded()).to.equal(true);
    expect(await publish('a')).to.include({ problem: 'no-stream' });
  });

  it('cannot be reached while the connection is broken, and says when it can again', async () => {
    const { link, forAWhile, hasEnded, consume } = await stand();
    await consume();
    let reached = 0;
    link.onConnected(() => (reached += 1));
    link.disconnect(5_000);
    expect(link.broker()).to.equal(undefined);
    await forAWhile(10_000);
    expect([link.broker() !== undefined, reached, hasEnded()]).to.deep.equal([true, 2, true]);
  });

  it('does what it is asked though its answer is lost, and not when the question was', async () => {
    const answers = await stand({ lostAnswer: 1 });
    expect(await answers.publish('a')).to.include({ problem: 'no-answer' });
    expect(answers.broker.streams.get('BERTH_BOOKING')?.last).to.equal(1);
    const questions = await stand({ lostRequest: 1 });
    expect(await questions.publish('a')).to.include({ problem: 'no-answer' });
    expect(questions.broker.streams.get('BERTH_BOOKING')?.last).to.equal(undefined);
  });

  it('sends hints to whoever listens, themselves included, and to nobody else', async () => {
    const { link, forAWhile } = await stand();
    const heard: string[] = [];
    using _ear = link.listen('wake', (data) => heard.push(data));
    link.hint('wake', 'up');
    link.hint('sleep', 'on');
    await forAWhile(1_000);
    expect(heard).to.deep.equal(['up']);
  });
});
